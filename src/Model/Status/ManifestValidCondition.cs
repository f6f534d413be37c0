using OciReconciler.Model.Conditions;

namespace OciReconciler.Model.Status;

/// <summary>Whether the workload's manifest is there and valid.</summary>
internal static class ManifestValidCondition
{
    public static Condition Of(StatusInput input)
    {
        if (!input.IsDeclared)
            return False(Reasons.NotDeclared, input.Decision.Message);
        if (input.RemovalGrace is { } grace)
            return False(grace.Reason, grace.Message);
        return input.Problems.FirstOrDefault(problem => !problem.IsWarning) is { } problem
            ? False(
                problem.Line == 0 ? Reasons.NotDeclared : Reasons.InvalidManifest,
                $"{Sentences.Ended(problem.ToString())} The last valid version stays in force.")
            : Condition.True(ConditionTypes.ManifestValid, Reasons.Valid, $"{input.File} is valid.");
    }

    private static Condition False(string reason, string message) => Condition.False(ConditionTypes.ManifestValid, reason, message);
}
