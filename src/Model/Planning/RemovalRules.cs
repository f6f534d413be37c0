using OciReconciler.Model.Conditions;

namespace OciReconciler.Model.Planning;

/// <summary>Workloads that no manifest declares.</summary>
internal static class RemovalRules
{
    public static Decision? StaysUntilListed(WorkloadContext context) =>
        context.Desired is null && !context.Input.MayPrune.Contains(context.Key)
            ? new(PlanAction.None, Reasons.Kept, "No valid manifest declares it now; it stays until every manifest source can be read.")
            : null;

    public static Decision? AwaitsEngine(WorkloadContext context) =>
        context is { Desired: null, Observed.ContainerIsKnown: false }
            ? new(PlanAction.Blocked, Reasons.EngineUnavailable,
                "No manifest declares it any more; it is removed when its engine answers, so that no container is left behind.")
            : null;

    public static Decision? Remove(WorkloadContext context) =>
        context.Desired is null && (context.Observed.Applied is not null || context.Observed.OwnContainer is not null)
            ? new(PlanAction.Remove, Reasons.ManifestRemoved, "No manifest declares it any more.")
            : null;

    public static Decision? Forget(WorkloadContext context) =>
        context.Desired is null ? new(PlanAction.Forget, Reasons.Removed, "Nothing of it is left.") : null;
}
