using OciReconciler.Model.Conditions;
using OciReconciler.Model.Planning;

namespace OciReconciler.Model.Status;

/// <summary>What is wrong with the workload: the first thing of a list, by weight.</summary>
internal static class DegradedCondition
{
    private static readonly ImmutableArray<Func<StatusInput, Condition?>> Rules =
        [OfDecision, OfPast, OfRestart, OfFailure, OfRemovalGrace, OfIdleTrigger, OfPins];

    public static Condition Of(StatusInput input) =>
        Rules.Select(rule => rule(input)).FirstOrDefault(condition => condition is not null)
        ?? False(Reasons.AsExpected, "Nothing is wrong.");

    private static Condition? OfDecision(StatusInput input) => input.Decision switch
    {
        { Action: PlanAction.Conflict or PlanAction.Blocked or PlanAction.Pending } or { Action: PlanAction.Waiting, AwaitsJob: false } =>
            True(input.Decision.Reason, input.Decision.Message),
        _ => null,
    };

    private static Condition? OfPast(StatusInput input) =>
        input.Assessment?.Trouble is { } trouble
            ? True(trouble.Reason, input is { RolledBack: not null, Origin: { } origin }
                ? Sentences.Join(trouble.Message, $"The version that was given up is of {origin}.")
                : trouble.Message)
            : null;

    private static Condition? OfRestart(StatusInput input) => input.Unit is { } unit && UnitPhase.IsRestarting(unit.SubState)
        ? True(Reasons.Restarting, $"The container ended and systemd is about to start it again. See: journalctl -u {unit.Name}")
        : null;

    private static Condition? OfFailure(StatusInput input) => input.Unit is { ActiveState: "failed" } unit
        ? True(Reasons.UnitFailed, $"{unit.Name} failed. See: systemctl status {unit.Name}")
        : null;

    private static Condition? OfRemovalGrace(StatusInput input) =>
        input.RemovalGrace is { } grace ? True(grace.Reason, grace.Message) : null;

    // The workload is as declared, but what somebody relies on to start it, such as a backup's timer, has ended without a word.
    private static Condition? OfIdleTrigger(StatusInput input) =>
        input.Unit is { } unit && unit.Triggers.FirstOrDefault(trigger => trigger.IsIdle) is { } trigger
            ? True(Reasons.TriggerNotRunning,
                $"{trigger.Unit}, which is to start {unit.Name}, is {trigger.FileState} and does not run ({trigger.ActiveState}): systemd "
                + $"refuses it at boot, before {unit.Name} is defined. Start it now with: systemctl start {trigger.Unit} "
                + "For one that comes up at boot see \"Timers\" in docs/operations.md.")
            : null;

    // A pin is no fault, but an edit takes a daemon-reload while it lasts: the administrator should know.
    private static Condition? OfPins(StatusInput input) => input.PinnedBy.IsEmpty
        ? null
        : False(Reasons.PinnedByForeignUnit,
            $"{string.Join(", ", input.PinnedBy)} names this unit, so a change of it needs a daemon-reload, which the controller does.");

    private static Condition True(string reason, string message) => Condition.True(ConditionTypes.Degraded, reason, message);

    private static Condition False(string reason, string message) => Condition.False(ConditionTypes.Degraded, reason, message);
}
