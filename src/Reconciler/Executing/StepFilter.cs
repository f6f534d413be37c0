using OciReconciler.Model.Desired;

namespace OciReconciler.Executing;

/// <summary>Which steps of a phase are left out after one has failed.</summary>
internal static class StepFilter
{
    /// <summary>Whether a step waits for the next plan: what could not be taken down may need what comes after it.</summary>
    public static bool IsLeftToNextPlan(PlanStep step, IReadOnlyDictionary<WorkloadKey, FailureReason> failures) =>
        failures.Count > 0
        && step is PlanStep.MarkForRestart or PlanStep.Stop or PlanStep.Release or PlanStep.RemoveContainer;

    /// <summary>
    /// Why a step that brings a workload up fails because of one that the workload depends on; null: it does not. Only bringing up follows
    /// dependencies: what is taken down is in dependents-first order already.
    /// </summary>
    public static FailureReason? FailedDependencyOf(
        PlanStep step, IReadOnlyDictionary<WorkloadKey, DesiredMember> members, IReadOnlyDictionary<WorkloadKey, FailureReason> failures) =>
        step is PlanStep.Define or PlanStep.Start or PlanStep.Restart && members.TryGetValue(step.Key, out var member)
            ? member.DependsOn
                .Where(failures.ContainsKey)
                .Select(key => new FailureReason(Reasons.DependencyFailed, $"It depends on {key}, which failed: {failures[key].Message}"))
                .FirstOrDefault()
            : null;
}
