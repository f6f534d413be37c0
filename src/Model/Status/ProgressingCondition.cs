using OciReconciler.Model.Conditions;

namespace OciReconciler.Model.Status;

/// <summary>Whether something is done about the workload, or watched.</summary>
internal static class ProgressingCondition
{
    public static Condition Of(StatusInput input)
    {
        var decision = input.Decision;
        if (input.IsWorking || decision.AwaitsJob)
            return True(decision.Reason, decision.Message);
        if (decision.IsPaused)
            return False(decision.Reason, decision.Message);
        return input.Assessment?.Watching is { } watching
            ? True(watching.Reason, watching.Message)
            : False(Reasons.Idle, "Nothing is under way.");
    }

    private static Condition True(string reason, string message) => Condition.True(ConditionTypes.Progressing, reason, message);

    private static Condition False(string reason, string message) => Condition.False(ConditionTypes.Progressing, reason, message);
}
