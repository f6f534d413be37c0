using OciReconciler.Model.Conditions;

namespace OciReconciler.Model.Planning;

/// <summary>What people asked for: pauses and restarts.</summary>
internal static class OperatorRules
{
    public static Decision? Paused(WorkloadContext context)
    {
        var (key, input) = (context.Key, context.Input);
        if (!input.IsPaused(key))
            return null;
        var (reason, what) = input.Paused.Contains(key)
            ? (Reasons.Paused, "Paused by hand")
            : (Reasons.ContainerPaused, "Its container was paused by hand");
        var gone = context.Desired is null ? " No manifest declares it any more; it stays until then." : "";
        return new(PlanAction.None, reason, $"{what}: the controller leaves it alone until: {Resuming(key, input)}.{gone}");
    }

    /// <summary>Through systemd, or by defining it anew when that would make another unit.</summary>
    public static Decision? RequestedRestart(DefinedContext context)
    {
        if (!context.Input.RestartRequested.Contains(context.Desired.Key))
            return null;
        return context.IsRenderedOtherwise
            ? new(PlanAction.Replace, Reasons.RestartRequested,
                "A restart was asked for; how units are rendered has changed, so it is defined anew.")
            : PausedDependent(context.Input, context.Desired.Key)
                ?? new(PlanAction.Restart, Reasons.RestartRequested, "A restart was asked for.");
    }

    /// <summary>What is stopped or taken away takes along what requires it; a paused workload must not be touched.</summary>
    public static Decision? PausedDependent(PlanInput input, WorkloadKey key)
    {
        var paused = DependencyGraph.AllLoadedDependents(input, key).Where(input.IsPaused).Order().ToList();
        return paused.Count == 0
            ? null
            : new(PlanAction.Blocked, Reasons.DependentPaused,
                $"{paused[0]} depends on it, is paused and would have to be stopped. "
                + $"Nothing is changed until: {Resuming(paused[0], input)}");
    }

    /// <summary>Whether images are prepared before this is done.</summary>
    public static bool NeedsPreparation(Decision decision) =>
        decision is { Action: PlanAction.Restart, Reason: Reasons.RestartRequested };

    // The engine of what no manifest declares is not known.
    private static string Resuming(WorkloadKey key, PlanInput input) => input.Paused.Contains(key)
        ? $"oci-reconciler resume {key}"
        : $"{(input.Desired.TryGetValue(key, out var desired) ? BackendNames.Of(desired.Backend) : "podman or docker")} unpause {key}";
}
