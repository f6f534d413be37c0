using OciReconciler.Model.Manifests.Rules;

namespace OciReconciler.Model.Manifests.Fields;

/// <summary>
/// The table of a workload's fields: binding, suggestions, the writer and the schema are all made from it. A new option is one row.
/// </summary>
internal static class SpecFields
{
    /// <summary>A spec with every default; its name and image are filled in.</summary>
    public static WorkloadSpec Defaults { get; } = new() { Key = new WorkloadKey("unnamed"), Image = "" };

    private static readonly StringKind Free = new(null);
    private static readonly StringKind Path = new("^/", PathRules.Absolute);
    private static readonly BoolKind Bool = new();
    public static readonly EnumKind<Backend> Backends = new(("podman", Backend.Podman), ("docker", Backend.Docker));

    private static readonly EnumKind<PullPolicy> PullPolicies = new(
        ("always", PullPolicy.Always), ("missing", PullPolicy.Missing), ("never", PullPolicy.Never), ("newer", PullPolicy.Newer));

    private static readonly EnumKind<SdNotify> SdNotifies = new(
        ("conmon", SdNotify.Conmon), ("healthy", SdNotify.Healthy), ("container", SdNotify.Container));

    private static readonly ObjectKind<RegistryLogin> Login = new(
        new RegistryLogin(null, null, null),
        Optional<RegistryLogin>("registry", new(null, TextRules.Registry), "Registry to log in to, with or without https://.",
            login => login.Registry, (login, value) => login with { Registry = value }),
        Optional<RegistryLogin>("username", new(null, TextRules.Username), "User name at the registry.",
            login => login.Username, (login, value) => login with { Username = value }),
        Optional<RegistryLogin>("passwordFile", Path, "Absolute path of the file that holds the password. It is read when it is used.",
            login => login.PasswordFile, (login, value) => login with { PasswordFile = value }));

    private static readonly ObjectKind<PodmanOptions> Podman = new(
        new PodmanOptions(SdNotify.Conmon, "root"),
        Of<PodmanOptions, SdNotify>("sdnotify", SdNotifies,
            "What tells systemd that the container is up: conmon (it has started), healthy (its health check passes) or container "
            + "(its own program says so).",
            podman => podman.SdNotify, (podman, value) => podman with { SdNotify = value }),
        Of<PodmanOptions, string>("user", new StringKind(null, TextRules.HostUser), "User of this host that runs podman.",
            podman => podman.User, (podman, value) => podman with { User = value }));

    private static readonly ObjectKind<HealthCheck> Health = new(
        HealthCheck.Default,
        Of<HealthCheck, ImmutableArray<string>>("test", new HealthTestKind(),
            "A line for the container's shell, the same as [\"CMD-SHELL\", \"LINE\"], or with podman [\"CMD\", \"PROGRAM\", ...]. "
            + "Exit code 0 is healthy.",
            check => check.Test, (check, value) => check with { Test = value }),
        Of<HealthCheck, TimeSpan>("interval", new DurationKind(TimeSpan.FromSeconds(1)), "Time between two tests, such as 30s.",
            check => check.Interval, (check, value) => check with { Interval = value }),
        Of<HealthCheck, TimeSpan>("timeout", new DurationKind(TimeSpan.FromSeconds(1)), "Time after which a test has failed.",
            check => check.Timeout, (check, value) => check with { Timeout = value }),
        Of<HealthCheck, int>("retries", new IntKind(1, 1000), "Failed tests in a row that make the container unhealthy.",
            check => check.Retries, (check, value) => check with { Retries = value }),
        Of<HealthCheck, TimeSpan>("startPeriod", new DurationKind(TimeSpan.Zero),
            "Time from the start in which a failed test does not count.",
            check => check.StartPeriod, (check, value) => check with { StartPeriod = value }));

    private static readonly ObjectKind<RolloutPolicy> Rollout = new(
        RolloutPolicy.Default,
        Of<RolloutPolicy, RolloutFailure>("onFailure",
            new EnumKind<RolloutFailure>(("rollback", RolloutFailure.Rollback), ("keep", RolloutFailure.Keep)),
            "rollback: back to the last version that was ready, and its image. keep: the new version stays.",
            rollout => rollout.OnFailure, (rollout, value) => rollout with { OnFailure = value }));

    private static readonly Field<WorkloadSpec>[] All =
    [
        new Field<WorkloadSpec, string>("image", "image", new StringKind(null, ImageRules.Check),
            "Image reference, such as docker.io/library/nginx:1.27.",
            spec => spec.Image, (spec, value) => spec with { Image = value }) { Required = true },
        new Field<WorkloadSpec, Backend>("backend", null, Backends, "Engine that runs the container; podman unless configured otherwise.",
            spec => spec.Backend, (spec, value) => spec with { Backend = value }) { AlwaysWritten = true, Aliases = ["engine", "runtime"] },
        Text("imageFile", Path,
            "Absolute path of an image archive that is loaded before the container starts. The image in it must be named as in image.",
            spec => spec.ImageFile, (spec, value) => spec with { ImageFile = value }),
        Text("imageStream", Path, "Absolute path of a program that writes an image archive to its standard output.",
            spec => spec.ImageStream, (spec, value) => spec with { ImageStream = value }),
        new Field<WorkloadSpec, RegistryLogin?>("login", "login", new OptionalKind<RegistryLogin>(Login),
            "Credentials for a registry. They count only when all three fields are given.",
            spec => spec.Login, (spec, value) => spec with { Login = value == Nobody ? null : value }),
        List("cmd", Free, "Arguments after the image.", spec => spec.Cmd, (spec, value) => spec with { Cmd = value }, "command", "args"),
        Map("labels", TextRules.Label, "Labels of the container.", spec => spec.Labels, (spec, value) => spec with { Labels = value }),
        Text("entrypoint", new(null, TextRules.NoControl), "Replaces the image's entry point.",
            spec => spec.Entrypoint, (spec, value) => spec with { Entrypoint = value }),
        Map("environment", TextRules.Variable, "Environment of the container. Every local user can read it: it is no place for a secret.",
            spec => spec.Environment, (spec, value) => spec with { Environment = value }, "env"),
        List("environmentFiles", Path, "Absolute paths of files with further environment, one NAME=VALUE a line.",
            spec => spec.EnvironmentFiles, (spec, value) => spec with { EnvironmentFiles = value }, "envFile", "envFiles"),
        new Field<WorkloadSpec, string>("logDriver", "log-driver", new StringKind(null, TextRules.Name),
            "Log driver of the engine. With journald the journal has the container's output.",
            spec => spec.LogDriver, (spec, value) => spec with { LogDriver = value }) { Aliases = ["logging"] },
        List("ports", new(null, PortSyntax.Check),
            "Published ports: [IP:][HOSTPORT:]CONTAINERPORT[/PROTOCOL], or IP::CONTAINERPORT. Ports may be ranges; an IPv6 address "
            + "stands in brackets.",
            spec => spec.Ports, (spec, value) => spec with { Ports = value }, "publish"),
        Text("user", new(null, ContainerRules.User), "User, and group after a colon, inside the container.",
            spec => spec.User, (spec, value) => spec with { User = value }, "runAsUser"),
        List("volumes", new(null, VolumeSyntax.Check),
            "Volumes: SOURCE:/TARGET[:OPTIONS], where SOURCE is an absolute path or the name of a volume, or /TARGET alone.",
            spec => spec.Volumes, (spec, value) => spec with { Volumes = value }, "volumeMounts", "mounts"),
        Text("workdir", new("^(/|$)", ContainerRules.Workdir), "Working directory inside the container.",
            spec => spec.Workdir, (spec, value) => spec with { Workdir = value }, "workingDir"),
        List("dependsOn", new(NameRules.Pattern, NameRules.Dependency) { IsKey = true },
            "Names of workloads that this one needs. It starts after them and stops with them.",
            spec => spec.DependsOn, (spec, value) => spec with { DependsOn = value }, "requires", "after"),
        Text("hostname", new(null, ContainerRules.Hostname), "Host name inside the container.",
            spec => spec.Hostname, (spec, value) => spec with { Hostname = value }),
        List("preRunExtraOptions", new(null, TextRules.NoControl), "Options of the engine before its word run.",
            spec => spec.PreRunExtraOptions, (spec, value) => spec with { PreRunExtraOptions = value }),
        List("extraOptions", Free, "Further options of run, before the image.",
            spec => spec.ExtraOptions, (spec, value) => spec with { ExtraOptions = value }, "options"),
        Flag("autoStart", "true: defined and kept running. false: defined, and started by hand.",
            spec => spec.AutoStart, (spec, value) => spec with { AutoStart = value }),
        Text("serviceName", new(null, NameRules.Service), "Name of the systemd unit, without .service; BACKEND-NAME by default.",
            spec => spec.ServiceName, (spec, value) => spec with { ServiceName = value }, "unit"),
        new Field<WorkloadSpec, PullPolicy?>("pull", "pull", new OptionalValueKind<PullPolicy>(PullPolicies),
            "When the image is pulled: missing (when it is not there, the default), always, never, or newer (podman).",
            spec => spec.Pull, (spec, value) => spec with { Pull = value }) { Aliases = ["imagePullPolicy", "pullPolicy"] },
        new Field<WorkloadSpec, ImmutableSortedDictionary<string, bool?>>("capabilities", "capabilities",
            new MapKind<bool?>(CapabilityRules.Name, new OptionalValueKind<bool>(Bool)),
            "Capabilities: true adds one, false drops it, null leaves it as it is.",
            spec => spec.Capabilities, (spec, value) => spec with { Capabilities = value }),
        List("devices", new(null, DeviceSyntax.Check), "Devices: /dev/HOST[:/dev/CONTAINER][:rwm], or a CDI name.",
            spec => spec.Devices, (spec, value) => spec with { Devices = value }),
        List("networks", new(null, TextRules.Word), "Networks to join. They must exist.",
            spec => spec.Networks, (spec, value) => spec with { Networks = value }),
        Flag("privileged", "Gives the container extended privileges.",
            spec => spec.Privileged, (spec, value) => spec with { Privileged = value }),
        Flag("autoRemoveOnStop", "Whether the engine removes the container when it stops.",
            spec => spec.AutoRemoveOnStop, (spec, value) => spec with { AutoRemoveOnStop = value }),
        new Field<WorkloadSpec, PodmanOptions?>("podman", "podman", new OptionalKind<PodmanOptions>(Podman), "Options of podman alone.",
            spec => spec.Podman, (spec, value) => spec with { Podman = value }),
        new Field<WorkloadSpec, HealthCheck?>("healthCheck", null, new OptionalKind<HealthCheck>(Health),
            "How the engine tells whether the container works. A container that is unhealthy is restarted, and what depends on it "
            + "waits until it is healthy.",
            spec => spec.HealthCheck,
            (spec, value) => spec with { HealthCheck = value }) { Aliases = ["healthcheck", "livenessProbe", "readinessProbe"] },
        new Field<WorkloadSpec, int>("minReadySeconds", null, new IntKind(0, 86400),
            "Seconds for which a new version has to be ready without a break before it counts as stable.",
            spec => spec.MinReadySeconds, (spec, value) => spec with { MinReadySeconds = value }),
        new Field<WorkloadSpec, int>("progressDeadlineSeconds", null, new IntKind(1, 86400),
            "Seconds in which a new version has to become ready.",
            spec => spec.ProgressDeadlineSeconds, (spec, value) => spec with { ProgressDeadlineSeconds = value }),
        new Field<WorkloadSpec, ImmutableArray<Secret>>("secrets", null, new SecretsKind(),
            "What the container gets decrypted, as files or as environment. The manifest has it as age has encrypted it.",
            spec => spec.Secrets, (spec, value) => spec with { Secrets = value }),
        new Field<WorkloadSpec, RolloutPolicy>("rollout", null, Rollout, "What is done when a new version does not become ready.",
            spec => spec.Rollout, (spec, value) => spec with { Rollout = value }),
    ];

    /// <summary>The fields of <c>spec</c>, and of a container in NixOS's shape.</summary>
    public static ObjectKind<WorkloadSpec> Spec { get; } = new(Defaults, All) { Hints = Hints };

    /// <summary>
    /// The fields of a container in the legacy shape. NixOS turns that shape into today's by setting extraOptions to extraDockerOptions,
    /// or to none: extraOptions are taken there, and have no effect.
    /// </summary>
    public static ObjectKind<WorkloadSpec> Legacy { get; } = new(
        Defaults,
        [
            .. All.Where(field => field.Name is not "extraOptions"),
            List("extraOptions", Free, "Has no effect in this shape: write extraDockerOptions.", _ => [], (spec, _) => spec),
            List("extraDockerOptions", Free, "Further options of docker run, before the image.",
                spec => spec.ExtraOptions, (spec, value) => spec with { ExtraOptions = value }),
        ])
    {
        Hints = Hints,
    };

    private static RegistryLogin Nobody { get; } = new(null, null, null);

    private static Dictionary<string, string> Hints => new(StringComparer.Ordinal)
    {
        ["name"] = "the name of a workload is metadata.name, or in NixOS's shape its key in \"containers\"",
        ["extraDockerOptions"] = "write \"extraOptions\"",
        ["restart"] = "a container whose autoStart is true is always restarted",
        ["restartPolicy"] = "a container whose autoStart is true is always restarted",
        ["backend"] = "NixOS's shape has one backend for all: write it beside \"containers\"",
    };

    private static Field<TOwner, T> Of<TOwner, T>(
        string name, ValueKind<T> kind, string description, Func<TOwner, T> get, Func<TOwner, T, TOwner> set) =>
        new(name, name, kind, description, get, set);

    private static Field<TOwner, string?> Optional<TOwner>(
        string name, StringKind kind, string description, Func<TOwner, string?> get, Func<TOwner, string?, TOwner> set) =>
        new(name, name, new OptionalKind<string>(kind), description, get, set);

    private static Field<WorkloadSpec, string?> Text(
        string name, StringKind kind, string description, Func<WorkloadSpec, string?> get, Func<WorkloadSpec, string?, WorkloadSpec> set,
        params string[] aliases) =>
        new(name, name, new OptionalKind<string>(kind), description, get, set) { Aliases = aliases };

    private static Field<WorkloadSpec, ImmutableArray<string>> List(
        string name, StringKind element, string description, Func<WorkloadSpec, ImmutableArray<string>> get,
        Func<WorkloadSpec, ImmutableArray<string>, WorkloadSpec> set, params string[] aliases) =>
        new(name, name, new ListKind(element), description, get, set) { Aliases = aliases };

    private static Field<WorkloadSpec, ImmutableSortedDictionary<string, string>> Map(
        string name, Func<string, string?> nameRule, string description, Func<WorkloadSpec, ImmutableSortedDictionary<string, string>> get,
        Func<WorkloadSpec, ImmutableSortedDictionary<string, string>, WorkloadSpec> set, params string[] aliases) =>
        new(name, name, new MapKind<string>(nameRule, Free), description, get, set) { Aliases = aliases };

    private static Field<WorkloadSpec, bool> Flag(
        string name, string description, Func<WorkloadSpec, bool> get, Func<WorkloadSpec, bool, WorkloadSpec> set) =>
        new(name, name, Bool, description, get, set);
}
