namespace OciReconciler.Model.Workloads;

/// <summary>
/// The desired state of one workload after defaulting: the options of NixOS's <c>virtualisation.oci-containers.containers.NAME</c> with its
/// names and defaults, and those that the controller adds. Equality is by hash (<c>SpecHash</c>), never by this record's own Equals.
/// </summary>
public sealed record WorkloadSpec
{
    /// <summary>The container's name and the workload's identity.</summary>
    public required WorkloadKey Key { get; init; }

    /// <summary>The engine that runs it.</summary>
    public Backend Backend { get; init; }

    /// <summary>Image reference, as written.</summary>
    public required string Image { get; init; }

    /// <summary>Absolute path of an image archive that is loaded before the container starts, or null.</summary>
    public string? ImageFile { get; init; }

    /// <summary>Absolute path of a program that writes an image archive to its standard output, or null.</summary>
    public string? ImageStream { get; init; }

    /// <summary>
    /// Registry credentials, or null. Only a login with all three fields counts (<see cref="RegistryLogin.IsComplete"/>).
    /// </summary>
    public RegistryLogin? Login { get; init; }

    /// <summary>Arguments after the image.</summary>
    public ImmutableArray<string> Cmd { get; init; } = [];

    /// <summary>Labels of the container.</summary>
    public ImmutableSortedDictionary<string, string> Labels { get; init; } = NoStrings;

    /// <summary>Replaces the image's entry point, or null.</summary>
    public string? Entrypoint { get; init; }

    /// <summary>Environment of the container.</summary>
    public ImmutableSortedDictionary<string, string> Environment { get; init; } = NoStrings;

    /// <summary>Absolute paths of files with further environment.</summary>
    public ImmutableArray<string> EnvironmentFiles { get; init; } = [];

    /// <summary>What the container gets decrypted.</summary>
    public ImmutableArray<Secret> Secrets { get; init; } = [];

    /// <summary>The engine's log driver.</summary>
    public string LogDriver { get; init; } = "journald";

    /// <summary>Published ports, in the engine's syntax.</summary>
    public ImmutableArray<string> Ports { get; init; } = [];

    /// <summary>User inside the container, or null.</summary>
    public string? User { get; init; }

    /// <summary>Volumes, in the engine's syntax.</summary>
    public ImmutableArray<string> Volumes { get; init; } = [];

    /// <summary>Working directory inside the container, or null.</summary>
    public string? Workdir { get; init; }

    /// <summary>Names of workloads this one needs: After= and Requires= of their units.</summary>
    public ImmutableArray<string> DependsOn { get; init; } = [];

    /// <summary>Host name inside the container, or null.</summary>
    public string? Hostname { get; init; }

    /// <summary>Options between the engine's name and "run".</summary>
    public ImmutableArray<string> PreRunExtraOptions { get; init; } = [];

    /// <summary>Options of "run" before the image.</summary>
    public ImmutableArray<string> ExtraOptions { get; init; } = [];

    /// <summary>True: defined and kept running. False: defined, started by hand.</summary>
    public bool AutoStart { get; init; } = true;

    /// <summary>Name of the unit without ".service", or null for BACKEND-NAME.</summary>
    public string? ServiceName { get; init; }

    /// <summary>When the controller pulls the image; null means not given (missing).</summary>
    public PullPolicy? Pull { get; init; }

    /// <summary>Capability name to true (add), false (drop) or null (neither).</summary>
    public ImmutableSortedDictionary<string, bool?> Capabilities { get; init; } =
        ImmutableSortedDictionary.Create<string, bool?>(StringComparer.Ordinal);

    /// <summary>Devices, in the engine's syntax.</summary>
    public ImmutableArray<string> Devices { get; init; } = [];

    /// <summary>Networks to join.</summary>
    public ImmutableArray<string> Networks { get; init; } = [];

    /// <summary>Extended privileges.</summary>
    public bool Privileged { get; init; }

    /// <summary>Whether the engine removes the container when it stops.</summary>
    public bool AutoRemoveOnStop { get; init; } = true;

    /// <summary>Options of podman alone, or null when none was given.</summary>
    public PodmanOptions? Podman { get; init; }

    /// <summary>How the engine tells whether the container works, or null: as the image says, if it says anything.</summary>
    public HealthCheck? HealthCheck { get; init; }

    /// <summary>For how many seconds a version has to be ready without a break before it counts as stable.</summary>
    public int MinReadySeconds { get; init; } = 5;

    /// <summary>How many seconds a new version has to become ready.</summary>
    public int ProgressDeadlineSeconds { get; init; } = 300;

    /// <summary>What is done when a new version does not become ready.</summary>
    public RolloutPolicy Rollout { get; init; } = RolloutPolicy.Default;

    /// <summary>The user, by name or number, that runs podman for this workload; null when root does, as with docker.</summary>
    public string? RootlessUser => Backend == Backend.Podman && Podman is { RunsAsRoot: false } podman ? podman.User : null;

    /// <summary>The image comes from this host (imageFile or imageStream): its unit does not wait for the network.</summary>
    public bool BringsItsImage => ImageFile is not null || ImageStream is not null;

    private static ImmutableSortedDictionary<string, string> NoStrings { get; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
}
