using OciReconciler.Model.Conditions;

namespace OciReconciler.Model.Rollouts;

/// <summary>
/// What a container's pause says of its health: nothing. docker calls a container unhealthy whose test was frozen with it, and goes on to
/// do so until the first test after the pause.
/// </summary>
internal static class ContainerPause
{
    /// <summary>How often a paused container is observed: podman has no event for when it goes on.</summary>
    public static readonly TimeSpan ObserveEvery = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(2);

    /// <summary>Takes an observation into account.</summary>
    /// <param name="readiness">What it means by itself.</param>
    /// <param name="isFirst">There was none before: the container may have been paused until a moment ago.</param>
    public static (RolloutMemory Memory, Readiness Readiness) Apply(
        RolloutMemory memory, AssessmentInput input, Readiness readiness, bool isFirst)
    {
        var container = input.Observed.OwnContainer?.Id;
        var isUnhealthy = readiness.Reason == Reasons.Unhealthy;
        if (!input.Observed.ContainerIsKnown)
            return (memory, readiness);
        if (container is null || !(input.Observed.HasPausedContainer || isUnhealthy))
            return (memory with { PausedContainer = null }, readiness);
        if (input.Observed.HasPausedContainer || isFirst)
            memory = memory with { PausedContainer = container, PausedUntil = input.Now };
        return isUnhealthy && memory.PausedContainer == container && input.Now < CountsFrom(memory, input)
            ? (memory, new(false, Reasons.HealthUnknown,
                $"{input.Member.Unit} is active. Its health check failed while its container was paused, or before the controller began "
                + "to look, and is given the time to pass."))
            : (memory, readiness);
    }

    /// <summary>From when on a failed health check counts again; null: it does.</summary>
    public static TimeSpan? CountsFrom(RolloutMemory memory, AssessmentInput input) =>
        memory.PausedContainer is null ? null : memory.PausedUntil + input.Member.HealthCheckPeriod + Slack;
}
