using OciReconciler.Model.Conditions;
using OciReconciler.Model.Observed;
using OciReconciler.Model.Planning;

namespace OciReconciler.Model.Status;

/// <summary>Whether the workload serves.</summary>
internal static class ReadyCondition
{
    public static Condition Of(StatusInput input) => input.Unit switch
    {
        null => False(input.Decision.Reason, input.Decision.Message),
        { ActiveState: "active" } unit => OfActive(input, unit),
        { ActiveState: "inactive" } unit when !input.Spec.AutoStart && input.Decision.Action == PlanAction.None =>
            True(Reasons.Defined, $"Defined and not started, as declared. Start it with: systemctl start {unit.Name}"),
        { } unit => False(Reasons.NotActive, $"{unit.Name} is {unit.ActiveState} ({unit.SubState}). See: systemctl status {unit.Name}"),
    };

    private static Condition OfActive(StatusInput input, ObservedUnit unit)
    {
        var readiness = input.Readiness;
        if (!readiness.IsReady)
            return False(readiness.Reason, readiness.Message);
        if (!input.IsInEffect || input.RolledBack is not null)
            return True(Reasons.PreviousVersion, $"{unit.Name} is active with what was defined before.");
        return True(readiness.Reason, readiness.Reason == Reasons.NotWatched ? readiness.Message : $"{unit.Name} is active.");
    }

    private static Condition True(string reason, string message) => Condition.True(ConditionTypes.Ready, reason, message);

    private static Condition False(string reason, string message) => Condition.False(ConditionTypes.Ready, reason, message);
}
