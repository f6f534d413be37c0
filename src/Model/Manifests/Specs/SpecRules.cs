using System.Text;
using OciReconciler.Model.Manifests.Fields;
using OciReconciler.Model.Manifests.Json;
using OciReconciler.Model.Manifests.Rules;
using OciReconciler.Model.Units;

namespace OciReconciler.Model.Manifests.Specs;

/// <summary>Rules between the fields of one workload.</summary>
internal static class SpecRules
{
    /// <summary>systemd reads no line of a unit file beyond 1 MiB (LONG_LINE_MAX), and writes a command as one, with escapes.</summary>
    private const int MaxBytes = 500_000;

    private static readonly string[] LoginFields = ["registry", "username", "passwordFile"];

    private static readonly string[] PodmanDrivers = ["journald", "k8s-file", "json-file", "none", "passthrough", "passthrough-tty"];

    private static readonly string[] DockerDrivers =
        ["journald", "json-file", "local", "none", "syslog", "gelf", "fluentd", "awslogs", "splunk", "etwlogs", "gcplogs"];

    /// <param name="node">The object of the spec.</param>
    public static void Check(BindContext context, TreeNode node, WorkloadSpec spec)
    {
        var errors = context.Errors;
        if (spec.ImageFile is not null && spec.ImageStream is not null)
            errors.Forbid(At(node, "imageStream"), "You can only define one of imageFile and imageStream: remove one");
        if (ImageRules.Doubt(spec.Image) is { } doubt)
            errors.Warn(At(node, "image"), doubt);
        CheckBackend(errors, node, spec);
        CheckLogin(errors, node, spec);
        CheckLogDriver(errors, At(node, context.Shape == ManifestShape.Own ? "logDriver" : "log-driver"), spec);
        CheckDependencies(errors, At(node, "dependsOn"), spec);
        RuntimeDirectoryRules.Check(errors, At(node, "podman"), spec);
        ExtraOptionRules.Check(errors, node, spec);
        HealthCheckRules.Check(errors, node, spec);
        CapabilityRules.Check(errors, At(node, "capabilities"), spec);
        SecretRules.Check(errors, node, spec);
        CheckVolumes(errors, At(node, "volumes"), spec);
        CheckSize(errors, node, spec);
    }

    private static void CheckBackend(ErrorSink errors, TreeNode node, WorkloadSpec spec)
    {
        if (spec.Backend != Backend.Docker)
            return;
        if (spec.Podman is not null)
            errors.Forbid(At(node, "podman"), "these are options of podman, and the backend is docker: remove them, or use podman");
        if (spec.Pull == PullPolicy.Newer)
            errors.Forbid(At(node, "pull"), "\"newer\" is a policy of podman, and the backend is docker: use always, missing or never");
        for (var index = 0; index < spec.Ports.Length; index++)
        {
            if (PortSyntax.TryParse(spec.Ports[index], out var mapping, out _) && mapping!.Protocols.Length > 1)
                errors.Forbid(
                    At(node, "ports"), $"{Quoting.Quote(spec.Ports[index])}: docker takes one protocol a port: write one line for each");
        }
    }

    private static void CheckLogin(ErrorSink errors, TreeNode node, WorkloadSpec spec)
    {
        if (spec.Login is not { IsComplete: false })
            return;
        var login = At(node, "login");
        var missing = LoginFields.Where(name => login.Find(name)?.Value is null or { Kind: NodeKind.Null }).ToList();
        if (missing.Count > 0)
            errors.Warn(login, $"the login does not count without {string.Join(" and ", missing)}: give all three fields, or remove it");
    }

    private static void CheckLogDriver(ErrorSink errors, TreeNode node, WorkloadSpec spec)
    {
        var known = spec.Backend == Backend.Docker ? DockerDrivers : PodmanDrivers;
        if (!known.Contains(spec.LogDriver, StringComparer.Ordinal) && !spec.LogDriver.Contains('/', StringComparison.Ordinal))
            errors.Warn(node,
                $"{BackendNames.Of(spec.Backend)} does not know the log driver {Quoting.Quote(spec.LogDriver)} by itself: "
                + $"it knows {string.Join(", ", known)}");
    }

    private static void CheckDependencies(ErrorSink errors, TreeNode node, WorkloadSpec spec)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in spec.DependsOn)
        {
            if (string.Equals(name, spec.Key.Name, StringComparison.Ordinal))
                errors.Add(node, $"{Quoting.Quote(name)} depends on itself: remove it");
            else if (!seen.Add(name))
                errors.Warn(node, $"{Quoting.Quote(name)} is given twice: once is enough");
        }
    }

    private static void CheckVolumes(ErrorSink errors, TreeNode node, WorkloadSpec spec)
    {
        var targets = new HashSet<string>(StringComparer.Ordinal);
        foreach (var volume in spec.Volumes)
        {
            if (!targets.Add(VolumeSyntax.TargetOf(volume)))
                errors.Warn(node, $"{Quoting.Quote(volume)}: another volume has this place in the container already, and only one can");
            foreach (var option in VolumeSyntax.UnknownOptions(volume, spec.Backend))
            {
                var known = VolumeSyntax.OptionsOf(spec.Backend);
                var hint = Suggestions.Nearest(option, known) is { } nearest
                    ? $"did you mean {Quoting.Quote(nearest)}?"
                    : $"it knows {string.Join(", ", known)}";
                errors.Warn(node,
                    $"{Quoting.Quote(volume)}: {BackendNames.Of(spec.Backend)} may not know the option {Quoting.Quote(option)} "
                    + $"of a volume: {hint}");
            }

            if (spec.Backend == Backend.Docker && VolumeSyntax.NameOf(volume) is { Length: 1 })
                errors.Forbid(node, $"{Quoting.Quote(volume)}: docker wants names of volumes of two characters at least");
        }
    }

    private static void CheckSize(ErrorSink errors, TreeNode node, WorkloadSpec spec)
    {
        var bytes = EngineArguments.Run(spec).Sum(argument => (long)Encoding.UTF8.GetByteCount(argument));
        if (bytes > MaxBytes)
            errors.Forbid(
                node, $"all arguments together have {bytes} bytes, and systemd takes {MaxBytes} of one command: put some into files");
    }

    private static TreeNode At(TreeNode node, string name) => node.Find(name)?.Value ?? node;
}
