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
        if (input.Problems.FirstOrDefault(problem => !problem.IsWarning) is { } problem)
            return False(
                problem.Line == 0 ? Reasons.NotDeclared : Reasons.InvalidManifest,
                $"{Sentences.Ended(problem.ToString())} The last valid version stays in force.");
        return input.UnusedFile is { } unused
            ? True(
                Reasons.DeclaredTwice,
                $"{input.File} is valid. {unused} of a later source declares it too, and is not used: remove one.")
            : True(Reasons.Valid, $"{input.File} is valid.");
    }

    private static Condition True(string reason, string message) => Condition.True(ConditionTypes.ManifestValid, reason, message);

    private static Condition False(string reason, string message) => Condition.False(ConditionTypes.ManifestValid, reason, message);
}
