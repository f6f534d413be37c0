using System.Collections.Frozen;

namespace OciReconciler.Model.Units.Options;

/// <summary>
/// Options that point a unit's engine at other images and containers than the controller asks about: another store, another database,
/// another daemon. Also those that may, for what their files say (podman's <c>--module</c>, docker's <c>--config</c> with its contexts).
/// Pure.
/// </summary>
internal static class EngineSelection
{
    private static readonly FrozenSet<string> OfPodman =
        Names("connection", "db-backend", "imagestore", "module", "namespace", "root", "runroot", "storage-driver", "tmpdir", "url");

    private static readonly FrozenSet<string> OfDocker = Names("config", "context", "host", "tlscacert", "tlscert", "tlskey");

    private static readonly FrozenSet<string> Flags = Names("remote", "tls", "tlsverify", "transient-store");

    /// <summary>The first such option, as <c>--name</c>; null when there is none.</summary>
    public static string? OtherEngine(WorkloadSpec spec)
    {
        if (spec.PreRunExtraOptions.IsEmpty && spec.ExtraOptions.IsEmpty)
            return null;
        var options = RunOptions.BeforeRun(spec).Options
            .Concat(RunOptions.AfterRun(spec).Options.Where(option => IsPodmansAnywhere(spec.Backend, option)));
        return options.FirstOrDefault(option => Selects(spec.Backend, option)) is { } found ? "--" + found.Name : null;
    }

    // The context of that name is the daemon of this host.
    private static bool Selects(Backend backend, EngineOption option) =>
        (backend == Backend.Docker ? OfDocker : OfPodman).Contains(option.Name)
            ? option is not { Name: "context", Value: "default" }
            : Flags.Contains(option.Name) && option.Flag != false;

    // podman takes the options of its store after the word run as well; docker run has none of its own.
    private static bool IsPodmansAnywhere(Backend backend, EngineOption option) =>
        backend == Backend.Podman && option.Name is not ("connection" or "module" or "remote" or "url");

    private static FrozenSet<string> Names(params string[] names) => names.ToFrozenSet(StringComparer.Ordinal);
}
