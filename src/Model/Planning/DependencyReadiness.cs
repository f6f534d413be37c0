using OciReconciler.Model.Desired;

namespace OciReconciler.Model.Planning;

/// <summary>
/// Delays starts until what they need is ready: systemd orders jobs, and knows neither health nor docker's containers.
/// </summary>
internal static class DependencyReadiness
{
    /// <summary>The first dependency that is not ready and is to be; null when none is in the way.</summary>
    public static WorkloadKey? UnreadyDependency(PlanInput input, DesiredMember member) => member.DependsOn
        .Where(dependency => IsToBeReady(input, dependency) && !input.AssessmentOf(dependency).Readiness.IsReady)
        .Select(WorkloadKey? (dependency) => dependency)
        .FirstOrDefault();

    // systemd starts a dependency on demand together with what needs it.
    private static bool IsToBeReady(PlanInput input, WorkloadKey dependency) =>
        input.Desired.TryGetValue(dependency, out var desired)
        && input.Observed.TryGetValue(dependency, out var observed)
        && (desired.AutoStart || observed.StartIsPending || observed.AppliedUnit is { IsUp: true });
}
