using OciReconciler.Model.Conditions;
using OciReconciler.Model.Planning;

namespace OciReconciler.Model.Status;

/// <summary>
/// What keeps the manifest's version from being applied: a change that cannot be prepared touches nothing, so no unit tells of it. Pure.
/// </summary>
internal static class Obstacles
{
    // An engine comes back, and who paused a workload knows.
    private static readonly string[] OfOthers =
        [Reasons.EngineUnavailable, Reasons.DependencyPaused, Reasons.DependentPaused, Reasons.Paused, Reasons.ContainerPaused];

    public static FailureReason? Of(StatusInput input)
    {
        var obstacle = input.Record.Failed is { IsForNow: true } unprepared ? new(unprepared.Reason, unprepared.Message)
            : input.Failure ?? OfDecision(input.Decision);
        return obstacle is null || OfOthers.Contains(obstacle.Reason, StringComparer.Ordinal) ? null : obstacle;
    }

    private static FailureReason? OfDecision(Decision decision) =>
        decision.Action is PlanAction.Blocked or PlanAction.Conflict or PlanAction.Pending
            ? new(decision.Reason, decision.Message)
            : null;
}
