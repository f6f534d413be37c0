using OciReconciler.UnitTests.Secrets;

namespace OciReconciler.UnitTests.Hashing;

/// <summary>What belongs to the definition hash, property by property, as changes of one full spec.</summary>
internal static class HashMutations
{
    public static WorkloadSpec Full { get; } = new()
    {
        Key = new("web"),
        Image = "docker.io/library/nginx:1.27",
        Cmd = ["a", "b"],
        Labels = Map(("l1", "1"), ("l2", "2")),
        Environment = Map(("A", "1"), ("B", "2")),
        EnvironmentFiles = ["/e1", "/e2"],
        Ports = ["1:1", "2:2"],
        Volumes = ["/a:/a", "/b:/b"],
        DependsOn = ["db", "cache"],
        Capabilities = ImmutableSortedDictionary<string, bool?>.Empty.Add("CHOWN", true),
        Devices = ["/dev/a", "/dev/b"],
        Networks = ["n1", "n2"],
        Podman = new(SdNotify.Healthy, "alice"),
    };

    private static HealthCheck Check => HealthCheck.Default with { Test = ["CMD-SHELL", "true"] };

    /// <summary>Property to changes that must give another hash.</summary>
    public static Dictionary<string, WorkloadSpec[]> Inside { get; } = new(StringComparer.Ordinal)
    {
        [nameof(WorkloadSpec.Key)] = [Full with { Key = new("web2"), ServiceName = "podman-web" }],
        [nameof(WorkloadSpec.Backend)] = [Full with { Backend = Backend.Docker, ServiceName = "podman-web", Podman = null }],
        [nameof(WorkloadSpec.Image)] = [Full with { Image = "nginx" }],
        [nameof(WorkloadSpec.ImageFile)] = [Full with { ImageFile = "/i.tar" }],
        [nameof(WorkloadSpec.ImageStream)] = [Full with { ImageStream = "/i" }],
        [nameof(WorkloadSpec.Cmd)] = [Full with { Cmd = ["b", "a"] }, Full with { Cmd = ["a b"] }, Full with { Cmd = [] }],
        [nameof(WorkloadSpec.Labels)] = [Full with { Labels = Map(("l1", "1"), ("l2", "3")) }],
        [nameof(WorkloadSpec.Entrypoint)] = [Full with { Entrypoint = "/x" }, Full with { Entrypoint = "" }],
        [nameof(WorkloadSpec.Environment)] = [Full with { Environment = Map(("A", "1"), ("C", "2")) }],
        [nameof(WorkloadSpec.EnvironmentFiles)] = [Full with { EnvironmentFiles = ["/e2", "/e1"] }],
        [nameof(WorkloadSpec.LogDriver)] = [Full with { LogDriver = "none" }],
        [nameof(WorkloadSpec.Ports)] = [Full with { Ports = ["2:2", "1:1"] }],
        [nameof(WorkloadSpec.User)] = [Full with { User = "1000" }],
        [nameof(WorkloadSpec.Volumes)] = [Full with { Volumes = ["/a:/a"] }],
        [nameof(WorkloadSpec.Workdir)] = [Full with { Workdir = "/w" }],
        [nameof(WorkloadSpec.DependsOn)] = [Full with { DependsOn = ["db"] }, Full with { DependsOn = [] }],
        [nameof(WorkloadSpec.Hostname)] = [Full with { Hostname = "h" }],
        [nameof(WorkloadSpec.PreRunExtraOptions)] = [Full with { PreRunExtraOptions = ["--debug"] }],
        [nameof(WorkloadSpec.ExtraOptions)] = [Full with { ExtraOptions = ["--debug"] }],
        [nameof(WorkloadSpec.ServiceName)] = [Full with { ServiceName = "front" }],
        [nameof(WorkloadSpec.Pull)] = [Full with { Pull = PullPolicy.Never }],
        [nameof(WorkloadSpec.Capabilities)] =
        [
            Full with { Capabilities = Full.Capabilities.SetItem("CHOWN", false) },
            Full with { Capabilities = Full.Capabilities.SetItem("CHOWN", null) },
        ],
        [nameof(WorkloadSpec.Devices)] = [Full with { Devices = ["/dev/b", "/dev/a"] }],
        [nameof(WorkloadSpec.Networks)] = [Full with { Networks = ["n2", "n1"] }],
        [nameof(WorkloadSpec.Privileged)] = [Full with { Privileged = true }],
        [nameof(WorkloadSpec.Secrets)] =
        [
            Full with { Secrets = [SampleSecret.File()] },
            Full with { Secrets = [SampleSecret.File(number: 2)] },
            Full with { Secrets = [SampleSecret.File("other")] },
            Full with { Secrets = [SampleSecret.File() with { Target = "/other" }] },
            Full with { Secrets = [SampleSecret.File() with { Target = null }] },
        ],
        [nameof(WorkloadSpec.HealthCheck)] =
        [
            Full with { HealthCheck = Check },
            Full with { HealthCheck = Check with { Test = ["CMD", "true"] } },
            Full with { HealthCheck = Check with { Interval = TimeSpan.FromSeconds(5) } },
            Full with { HealthCheck = Check with { Retries = 5 } },
        ],
        [nameof(WorkloadSpec.AutoRemoveOnStop)] = [Full with { AutoRemoveOnStop = false }],
        [nameof(WorkloadSpec.Podman)] =
        [
            Full with { Podman = null },
            Full with { Podman = new(SdNotify.Container, "alice") },
            Full with { Podman = new(SdNotify.Healthy, "bob") },
        ],
    };

    /// <summary>Property to pairs that differ in it alone and must have one hash.</summary>
    public static Dictionary<string, (WorkloadSpec One, WorkloadSpec Other)[]> Outside { get; } = new(StringComparer.Ordinal)
    {
        [nameof(WorkloadSpec.MinReadySeconds)] = [(Full, Full with { MinReadySeconds = 6 })],
        [nameof(WorkloadSpec.ProgressDeadlineSeconds)] = [(Full, Full with { ProgressDeadlineSeconds = 6 })],
        [nameof(WorkloadSpec.Rollout)] = [(Full, Full with { Rollout = new(RolloutFailure.Keep) })],
        [nameof(WorkloadSpec.AutoStart)] = [(Full, Full with { AutoStart = false })],
        [nameof(WorkloadSpec.Login)] = [(Full, Full with { Login = new("r", "u", "/p") })],
        [nameof(WorkloadSpec.ImageFile)] = [(Full with { ImageFile = "/1" }, Full with { ImageFile = "/2" })],
        [nameof(WorkloadSpec.ImageStream)] = [(Full with { ImageStream = "/1" }, Full with { ImageStream = "/2" })],
        [nameof(WorkloadSpec.Pull)] =
        [
            (Full, Full with { Pull = PullPolicy.Missing }),
            (Full, Full with { Pull = PullPolicy.Always }),
            (Full, Full with { Pull = PullPolicy.Newer }),
        ],
        [nameof(WorkloadSpec.ServiceName)] = [(Full, Full with { ServiceName = "podman-web" })],
        [nameof(WorkloadSpec.DependsOn)] = [(Full, Full with { DependsOn = ["cache", "db", "cache"] })],
        [nameof(WorkloadSpec.Networks)] = [(Full, Full with { Networks = ["n1", "n2", "n1"] })],
        [nameof(WorkloadSpec.Capabilities)] = [(Full, Full with { Capabilities = Full.Capabilities.Add("KILL", null) })],
        [nameof(WorkloadSpec.Podman)] = [(Full with { Podman = null }, Full with { Podman = PodmanOptions.Default })],
    };

    public static ImmutableSortedDictionary<string, string> Map(params (string Name, string Value)[] pairs) =>
        pairs.ToImmutableSortedDictionary(pair => pair.Name, pair => pair.Value, StringComparer.Ordinal);
}
