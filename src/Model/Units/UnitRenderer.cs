namespace OciReconciler.Model.Units;

/// <summary>
/// Renders a spec into the unit that NixOS's oci-containers module would make of it. Pure.
/// The one addition is the label <see cref="Ownership.WorkloadLabel"/>, which stands among the other <c>-l</c> in their order; the one
/// departure is <see cref="IsExact"/>.
/// </summary>
public static class UnitRenderer
{
    /// <summary>Raised whenever the same spec comes to render otherwise; part of <c>SpecHash.RenderVersion</c>.</summary>
    public const int Revision = 1;

    // NixOS's service that makes users linger. Elsewhere no unit has this name, and wanting it does nothing.
    private const string LingerUnit = "linger-users.service";

    /// <summary>Renders <paramref name="spec"/>.</summary>
    /// <param name="unitNames">
    /// Workload name to full unit name, for dependsOn; a name that is missing gets BACKEND-NAME.service of this spec's backend.
    /// </param>
    /// <param name="settings">What of the host enters.</param>
    /// <param name="user">
    /// The user of podman.user on this host. Null: root, or a user that this host does not have; then what follows from its number and home
    /// is left out.
    /// </param>
    public static UnitDefinition Render(
        WorkloadSpec spec, IReadOnlyDictionary<string, string> unitNames, RenderSettings settings, HostUser? user = null)
    {
        var unit = Skeleton(spec, settings) with
        {
            After = [.. EngineUnits(spec), .. Network(spec), .. UnitNames.OfDependencies(spec, unitNames)],
            Requires = UnitNames.OfDependencies(spec, unitNames),
            Wants = Network(spec),
        };
        if (spec.Backend == Backend.Podman)
            return AsPodman(unit, spec, user);
        return IsExact(spec) ? ExactCommands.AsDocker(unit, spec) : AsDocker(unit);
    }

    /// <summary>
    /// Whether its unit finds its container in another way than the module's, whose commands could mean somebody else's
    /// (<see cref="ContainerNames.MayBeId"/>).
    /// </summary>
    public static bool IsExact(WorkloadSpec spec) => ContainerNames.MayBeId(spec.Backend, spec.Key.Name);

    private static UnitDefinition Skeleton(WorkloadSpec spec, RenderSettings settings) => new()
    {
        Unit = UnitNames.Of(spec),
        Container = spec.Key.Name,
        Backend = spec.Backend,
        AutoStart = spec.AutoStart,
        Environment = settings.ProxyEnvironment,
        ExecStart = new(EngineArguments.Run(spec, settings.SecretsDirectory)),
    };

    private static UnitDefinition AsDocker(UnitDefinition unit) => unit with
    {
        ExecStartPre = [Removal("docker", unit)],
        ExecStop = [new(["docker", "stop", unit.Container], IgnoreFailure: true)],
        ExecStopPost = [Removal("docker", unit)],
    };

    private static ExecCommand Removal(string engine, UnitDefinition unit) =>
        new([engine, "rm", "-f", unit.Container], IgnoreFailure: true);

    private static UnitDefinition AsPodman(UnitDefinition unit, WorkloadSpec spec, HostUser? user)
    {
        var cidFile = EngineArguments.CidFile(spec);
        var podman = unit with
        {
            Type = "notify",
            NotifyAccess = "all",
            Environment = unit.Environment.SetItem("PODMAN_SYSTEMD_UNIT", unit.Unit),
            ExecStartPre = [.. IsExact(spec) ? ExactCommands.BeforePodman(spec) : [Removal("podman", unit)], new(["rm", "-f", cidFile])],
            ExecStop = [new(["podman", "stop", "--ignore", $"--cidfile={cidFile}"])],
            ExecStopPost = [new(["podman", "rm", "-f", "--ignore", $"--cidfile={cidFile}"])],
        };
        var options = EngineArguments.Podman(spec);
        return options.NeedsRuntimeDirectory ? WithRuntimeDirectory(podman, options, user) : podman;
    }

    private static UnitDefinition WithRuntimeDirectory(UnitDefinition unit, PodmanOptions options, HostUser? user)
    {
        var delegated = unit with { RuntimeDirectory = unit.Container, Delegate = true };
        if (options.RunsAsRoot)
            return delegated;

        var asUser = delegated with { User = options.User };
        if (user is null)
            return asUser;

        ImmutableArray<string> manager = options.SdNotify == SdNotify.Healthy ? [$"user@{user.Uid}.service"] : [];
        ImmutableArray<string> lingering = user.Lingers ? [LingerUnit] : [];
        return asUser with
        {
            Environment = asUser.Environment.SetItem("HOME", user.Home),
            RequiresMountsFor = [$"/run/user/{user.Uid}/containers"],
            After = [.. unit.After, .. lingering, .. manager],
            Wants = [.. unit.Wants, .. lingering],
            Requires = [.. unit.Requires, .. manager],
        };
    }

    private static ImmutableArray<string> EngineUnits(WorkloadSpec spec) =>
        spec.Backend == Backend.Docker ? ["docker.service", "docker.socket"] : [];

    private static ImmutableArray<string> Network(WorkloadSpec spec) =>
        spec.BringsItsImage ? [] : ["network-online.target"];
}
