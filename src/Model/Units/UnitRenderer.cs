using System.Collections.Immutable;
using System.Globalization;
using OciReconciler.Model.Workloads;

namespace OciReconciler.Model.Units;

/// <summary>
/// Renders a spec into the unit that NixOS's oci-containers module would make of it. Pure.
/// The one addition is the label <see cref="Ownership.WorkloadLabel"/>, which stands among the other <c>-l</c> in their order.
/// </summary>
public static class UnitRenderer
{
    /// <summary>Raised whenever the same spec comes to render otherwise; part of <see cref="SpecHash.RenderVersion"/>.</summary>
    public const int Revision = 1;

    /// <summary>Renders <paramref name="spec"/>.</summary>
    /// <param name="spec">A validated spec.</param>
    /// <param name="unitNames">Workload name to full unit name, for dependsOn; a name that is missing gets BACKEND-NAME.service of this spec's backend.</param>
    /// <param name="settings">What of the host enters.</param>
    /// <remarks>
    /// With <c>podman.user</c> the module also asks the host for the user's number. Here what follows from it
    /// (the mount of its runtime directory, its manager when healthy) comes only when the manifest gives a number.
    /// The user's HOME is left to systemd, which sets it from User=.
    /// </remarks>
    public static UnitDefinition Render(WorkloadSpec spec, IReadOnlyDictionary<string, string> unitNames, RenderSettings settings)
    {
        var unit = Skeleton(spec, settings) with
        {
            After = [.. EngineUnits(spec), .. Network(spec), .. UnitNames.OfDependencies(spec, unitNames)],
            Requires = UnitNames.OfDependencies(spec, unitNames),
            Wants = Network(spec),
        };
        return spec.Backend == Backend.Podman ? AsPodman(unit, spec) : AsDocker(unit);
    }

    private static UnitDefinition Skeleton(WorkloadSpec spec, RenderSettings settings) => new()
    {
        Unit = UnitNames.Of(spec),
        Container = spec.Key.Name,
        Backend = spec.Backend,
        AutoStart = spec.AutoStart,
        Environment = settings.ProxyEnvironment,
        ExecStart = new(EngineArguments.Run(spec)),
    };

    private static UnitDefinition AsDocker(UnitDefinition unit) => unit with
    {
        ExecStartPre = [new(["docker", "rm", "-f", unit.Container], IgnoreFailure: true)],
        ExecStop = [new(["docker", "stop", unit.Container], IgnoreFailure: true)],
        ExecStopPost = [new(["docker", "rm", "-f", unit.Container], IgnoreFailure: true)],
    };

    private static UnitDefinition AsPodman(UnitDefinition unit, WorkloadSpec spec)
    {
        var cidFile = EngineArguments.CidFile(spec);
        var podman = unit with
        {
            Type = "notify",
            NotifyAccess = "all",
            Environment = unit.Environment.SetItem("PODMAN_SYSTEMD_UNIT", unit.Unit),
            ExecStartPre =
            [
                new(["podman", "rm", "-f", unit.Container], IgnoreFailure: true),
                new(["rm", "-f", cidFile]),
            ],
            ExecStop = [new(["podman", "stop", "--ignore", $"--cidfile={cidFile}"])],
            ExecStopPost = [new(["podman", "rm", "-f", "--ignore", $"--cidfile={cidFile}"])],
        };
        var options = EngineArguments.Podman(spec);
        return options.NeedsRuntimeDirectory ? WithRuntimeDirectory(podman, options) : podman;
    }

    private static UnitDefinition WithRuntimeDirectory(UnitDefinition unit, PodmanOptions options)
    {
        var delegated = unit with { RuntimeDirectory = unit.Container, Delegate = true };
        if (options.RunsAsRoot)
            return delegated;

        var asUser = delegated with { User = options.User };
        if (!uint.TryParse(options.User, NumberStyles.None, CultureInfo.InvariantCulture, out var uid))
            return asUser;

        ImmutableArray<string> manager = options.SdNotify == SdNotify.Healthy ? [$"user@{uid}.service"] : [];
        return asUser with
        {
            RequiresMountsFor = [$"/run/user/{uid}/containers"],
            After = [.. unit.After, .. manager],
            Requires = [.. unit.Requires, .. manager],
        };
    }

    private static ImmutableArray<string> EngineUnits(WorkloadSpec spec) =>
        spec.Backend == Backend.Docker ? ["docker.service", "docker.socket"] : [];

    private static ImmutableArray<string> Network(WorkloadSpec spec) =>
        spec.BringsItsImage ? [] : ["network-online.target"];
}
