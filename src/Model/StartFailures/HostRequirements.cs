using System.Collections.Frozen;
using OciReconciler.Model.Conditions;
using OciReconciler.Model.Units;
using OciReconciler.Model.Units.Options;

namespace OciReconciler.Model.StartFailures;

/// <summary>
/// What a workload needs of the host, as far as its manifest tells: files and directories that are mounted, devices, networks, and files
/// that are read. Fields and extraOptions are read alike, out of the command line that they make. Pure.
/// </summary>
public static class HostRequirements
{
    private const int ShortestId = 12;

    // What --network takes besides names; podman's with options after a ':'.
    private static readonly FrozenSet<string> NetworkModes = new[]
    {
        "bridge", "container", "default", "host", "none", "ns", "nat", "pasta", "private", "slirp4netns",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Each once, in the order of the command line; none where its engine is not the one of this host.</summary>
    public static ImmutableArray<HostRequirement> Of(WorkloadSpec spec)
    {
        if (NotWatched.OptionOf(spec) is not null)
            return [];
        // After the engine's name, its own options and the word run. The files of secrets are the controller's own to make.
        ImmutableArray<string> arguments = [.. EngineArguments.Run(spec with { Secrets = [] }).Skip(spec.PreRunExtraOptions.Length + 2)];
        var options = EngineGrammars.OfRun(spec.Backend).Parse(arguments, arguments.Length - spec.Cmd.Length - 1).Options;
        return [.. options.SelectMany(option => OfOption(option, spec.Backend)).Concat(OfFields(spec)).Distinct()];
    }

    private static IEnumerable<HostRequirement> OfFields(WorkloadSpec spec)
    {
        string?[] paths = [spec.ImageFile, spec.ImageStream, spec.Login is { IsComplete: true } login ? login.PasswordFile : null];
        return paths.OfType<string>().SelectMany(path => AtPath(Reasons.FileNotFound, path));
    }

    private static IEnumerable<HostRequirement> OfOption(EngineOption option, Backend backend) => (option.Name, option.Value) switch
    {
        (_, null) => [],
        // docker makes a directory that is not there.
        ("volume", { } volume) when backend == Backend.Podman && volume.Contains(':') =>
            AtPath(Reasons.MountSourceMissing, Until(volume, ':')),
        ("mount", { } mount) => OfMount(Pairs(mount)),
        ("device", { } device) => AtPath(Reasons.DeviceNotFound, Until(device, ':')),
        ("env-file", { } file) => AtPath(Reasons.FileNotFound, file),
        ("network", { } network) => NetworksOf(network, backend)
            .Select(name => new HostRequirement(Reasons.NetworkNotFound, new(MissingKind.Network, name))),
        _ => [],
    };

    private static IEnumerable<HostRequirement> OfMount(ILookup<string, string> mount) =>
        mount["type"].Contains("bind", StringComparer.Ordinal)
            ? mount["source"].Concat(mount["src"]).SelectMany(path => AtPath(Reasons.MountSourceMissing, path))
            : [];

    // A name, modes with options, several with commas between them; docker's also as name=NAME,alias=... What may be an id is no name.
    private static IEnumerable<string> NetworksOf(string text, Backend backend)
    {
        var pairs = Pairs(text);
        var names = backend == Backend.Docker && pairs.Contains("name") ? pairs["name"] : Until(text, ':').Split(',');
        return names.Where(name => name.Length > 0 && !NetworkModes.Contains(name) && !IsId(name) && !name.Contains('='));
    }

    private static bool IsId(string name) => name.Length >= ShortestId && name.All(char.IsAsciiHexDigitLower);

    // A source that is no path is the name of a volume, or a device of CDI.
    private static IEnumerable<HostRequirement> AtPath(string reason, string path)
    {
        var kind = reason == Reasons.DeviceNotFound ? MissingKind.Device : MissingKind.Path;
        return path.StartsWith('/') ? [new HostRequirement(reason, new(kind, path))] : [];
    }

    private static ILookup<string, string> Pairs(string text) => text.Split(',')
        .Select(part => part.Split('=', 2))
        .Where(pair => pair.Length == 2)
        .ToLookup(pair => pair[0], pair => pair[1], StringComparer.Ordinal);

    private static string Until(string text, char end) => text.Split(end, 2)[0];
}
