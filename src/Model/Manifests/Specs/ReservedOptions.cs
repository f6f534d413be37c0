using OciReconciler.Model.Manifests.Json;
using OciReconciler.Model.Units;
using OciReconciler.Model.Units.Options;

namespace OciReconciler.Model.Manifests.Specs;

/// <summary>
/// Options of <c>run</c> that the controller relies on being as it gives them: its marks, what finds, stops and removes the container, what
/// ties it to its unit. The engines take the last one given.
/// </summary>
internal static class ReservedOptions
{
    /// <summary>What is wrong with an option, which is named; null when it may stand.</summary>
    public static string? Problem(WorkloadSpec spec, EngineOption option) => option.Name == "label"
        ? Label(option)
        : Reason(spec, option) is { } reason ? $"{Quoting.Quote(option.Written)}: {reason}" : null;

    /// <summary>
    /// Whether an option that may not stand makes each start act on what is somebody else's: podman removes the container that has the
    /// name. The others make the workload itself unfit.
    /// </summary>
    public static bool DoesHarm(WorkloadSpec spec, EngineOption option) => option.Name == "name" && option.Value != spec.Key.Name;

    private static string? Reason(WorkloadSpec spec, EngineOption option) => IsAsGiven(spec, option) ? null : option.Name switch
    {
        "label-file" => $"a file of labels may at any start give some under \"{Ownership.LabelPrefix}\", which are the controller's own: "
            + "write them into the field labels",
        "name" => "the container's name is the workload's, by which the controller finds it: remove it, or rename the workload",
        "cidfile" => CidFile(spec.Backend),
        "rm" => "whether the container is removed when it stops is said by the field autoRemoveOnStop: remove it, and set that",
        "rmi" => "it removes the image with the container, while the controller has the image ready for the next start: remove it",
        "rootfs" => "it has the image read as a directory of the host: remove it",
        "help" => $"{BackendNames.Of(spec.Backend)} would show its help, and run nothing: remove it",
        "restart" =>
            $"{BackendNames.Of(spec.Backend)} would start the container by itself, beside its unit, which systemd restarts: remove it",
        "detach" => Detach(spec.Backend),
        "replace" => "a container that a start has left behind would be in the way of the next one: remove it",
        "sdnotify" => "what tells systemd that the container is up is said by the field podman.sdnotify: remove it, and set that",
        _ => null,
    };

    // An option that says what the controller gives anyway does no harm.
    private static bool IsAsGiven(WorkloadSpec spec, EngineOption option) => option.Name switch
    {
        "rm" => option.Flag == spec.AutoRemoveOnStop,
        "rmi" or "rootfs" or "help" => option.Flag == false,
        "restart" => option.Value is "no" or "never" or "",
        "detach" => option.Flag == (spec.Backend == Backend.Podman),
        "replace" => option.Flag == true,
        "sdnotify" => option.Value == SdNotifyNames.Of(EngineArguments.Podman(spec).SdNotify),
        _ => false,
    };

    private static string? Label(EngineOption option)
    {
        if (option.Value is not { } label || !label.StartsWith(Ownership.LabelPrefix, StringComparison.Ordinal))
            return null;
        var isPlain = option.Written == "-l" || option.Written.StartsWith("--label", StringComparison.Ordinal);
        var given = isPlain ? "" : $"{Quoting.Quote(option.Written)} gives ";
        return $"{given}{Quoting.Quote(label)}: labels under \"{Ownership.LabelPrefix}\" are the controller's own: use another prefix";
    }

    private static string CidFile(Backend backend) => backend == Backend.Podman
        ? "the unit stops and removes its container by the file that the controller gives: remove it"
        : "docker does not start while the file is there, and nobody removes it: remove it";

    private static string Detach(Backend backend) => backend == Backend.Podman
        ? "the unit's process is podman's monitor of the container, which takes a detached run: remove it"
        : "docker leaves the unit at once, which then counts as ended and starts over: remove it";
}
