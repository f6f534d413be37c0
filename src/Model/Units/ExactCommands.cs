using System.Collections.Frozen;
using OciReconciler.Model.Units.Options;

namespace OciReconciler.Model.Units;

/// <summary>
/// What a unit does to containers before and after its own, when the name of its container could be the beginning of somebody else's id
/// (ADR 9): it finds its container by its exact name and our label, and goes on with the full id. With the workload's own options of the
/// engine, since that is where its container is. Pure.
/// </summary>
internal static class ExactCommands
{
    private const string Shell = "/bin/sh";

    // Its arguments: the engine, the container's name, and options of the engine.
    private const string ForEach =
        "name=$1; shift; for id in $(\"$0\" \"$@\" ps --all --quiet --no-trunc --filter \"name=^/$name\"'$' "
        + "--filter \"label=" + Ownership.WorkloadLabel + "=$name\"); do \"$0\" \"$@\" ";

    private const string End = " \"$id\"; done";

    private static readonly FrozenSet<string> PullOptions = new[]
    {
        "arch", "authfile", "decryption-key", "os", "platform", "retry", "retry-delay", "signature-policy", "tls-verify", "variant",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>docker's command line has no filter for what it removes or stops: a shell takes the ids from a listing.</summary>
    public static UnitDefinition AsDocker(UnitDefinition unit, WorkloadSpec spec) => unit with
    {
        ExecStartPre = [Docker("rm --force", spec)],
        ExecStop = [Docker("stop", spec)],
        ExecStopPost = [Docker("rm --force", spec)],
    };

    /// <summary>
    /// podman's, to come before a start: what an earlier start left behind is removed. Then a container takes the name, and
    /// <c>--replace</c> of the start replaces that one: without it, <c>--replace</c> removes whatever container's id begins like the name.
    /// </summary>
    public static ImmutableArray<ExecCommand> BeforePodman(WorkloadSpec spec)
    {
        var name = spec.Key.Name;
        var label = $"{Ownership.WorkloadLabel}={name}";
        ImmutableArray<string> podman = ["podman", .. spec.PreRunExtraOptions];
        ImmutableArray<string> taking = ["create", $"--name={name}", $"--label={label}", "--image-volume=ignore", "--no-healthcheck"];
        return
        [
            new([.. podman, "rm", "--force", "--filter", $"name=^{name}$", "--filter", $"label={label}"], IgnoreFailure: true),
            new([.. podman, .. taking, .. Pulling(spec), spec.Image, "true"]),
        ];
    }

    // An image that is missing is pulled by whichever command comes first.
    private static IEnumerable<string> Pulling(WorkloadSpec spec) =>
    [
        .. spec.Pull == PullPolicy.Never ? ["--pull=never"] : Array.Empty<string>(),
        .. RunOptions.AfterRun(spec).Options
            .Where(option => PullOptions.Contains(option.Name))
            .Select(option => $"--{option.Name}={option.Value}"),
    ];

    private static ExecCommand Docker(string action, WorkloadSpec spec)
    {
        ImmutableArray<string> script = [Shell, "-c", ForEach + action + End];
        ImmutableArray<string> arguments = ["docker", spec.Key.Name, .. spec.PreRunExtraOptions];
        return new([.. script, .. arguments], IgnoreFailure: true) { ProgramArgument = script.Length };
    }
}
