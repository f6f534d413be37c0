using System.Runtime.InteropServices;
using OciReconciler.Files;
using OciReconciler.Model.Nodes;

namespace OciReconciler.Host;

/// <summary>
/// What a host says of itself, as labels: hostname, arch, os, osVersion, machineId. A fact that cannot be read, or is no value of a label,
/// is left out.
/// </summary>
internal static class HostFacts
{
    public const string Hostname = "hostname";

    private const int MaxBytes = 64 * 1024;
    private const string UsualSystem = "linux";

    /// <summary>Those of this host, read now.</summary>
    public static ImmutableSortedDictionary<string, string> OfThisHost() => Of("/", RuntimeInformation.OSArchitecture);

    /// <summary>Those of the host whose files lie below a directory.</summary>
    /// <param name="root">Its root directory.</param>
    public static ImmutableSortedDictionary<string, string> Of(string root, Architecture architecture)
    {
        var release = OsRelease(root);
        (string Label, string? Value)[] facts =
        [
            (Hostname, Text(root, "proc/sys/kernel/hostname")),
            ("arch", NameOf(architecture)),
            ("os", release.GetValueOrDefault("ID", UsualSystem)),
            ("osVersion", release.GetValueOrDefault("VERSION_ID")),
            ("machineId", Text(root, "etc/machine-id") is { Length: 32 } id && id.All(char.IsAsciiHexDigit) ? id : null),
        ];
        return facts.Where(fact => !string.IsNullOrEmpty(fact.Value) && NodeRules.LabelValue(fact.Value) is null)
            .ToImmutableSortedDictionary(fact => fact.Label, fact => fact.Value!, StringComparer.Ordinal);
    }

    // As images are named (the OCI image specification takes the names of Go); those of Debian are the same on the first two.
    private static string NameOf(Architecture architecture) => architecture switch
    {
        Architecture.X64 => "amd64",
        Architecture.X86 => "386",
        Architecture.Arm64 => "arm64",
        Architecture.Arm or Architecture.Armv6 => "arm",
        Architecture.Ppc64le => "ppc64le",
        Architecture.LoongArch64 => "loong64",
        _ => architecture.ToString().ToLowerInvariant(),
    };

    // os-release(5): assignments as a shell has them, in the first of two files.
    private static Dictionary<string, string> OsRelease(string root)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var text = Text(root, "etc/os-release") ?? Text(root, "usr/lib/os-release") ?? "";
        foreach (var line in text.Split('\n').Select(line => line.Trim()).Where(line => !line.StartsWith('#')))
        {
            if (line.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals)
                values[line[..equals]] = Unquoted(line[(equals + 1)..]);
        }

        return values;
    }

    private static string Unquoted(string value) =>
        value.Length >= 2 && value[0] is '"' or '\'' && value[^1] == value[0] ? value[1..^1] : value;

    private static string? Text(string root, string file)
    {
        try
        {
            return RegularFile.ReadAllText(Path.Combine(root, file), MaxBytes).Trim();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
