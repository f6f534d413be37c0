namespace OciReconciler.Model.Rollouts;

/// <summary>
/// What a container's pause says of its health: nothing. docker calls a container unhealthy whose test was frozen with it, and goes on to
/// do so until the first test after the pause.
/// </summary>
internal static class ContainerPause
{
    /// <summary>How often a paused container is looked at: podman does not tell when it goes on.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(2);

    /// <summary>Takes a look into account.</summary>
    /// <param name="memory">What is remembered.</param>
    /// <param name="sight">The look.</param>
    /// <param name="readiness">What it means by itself.</param>
    /// <param name="isFirst">Nobody has looked before: it may have been paused until a moment ago.</param>
    public static (WorkloadMemory Memory, Readiness Readiness) Take(WorkloadMemory memory, Sight sight, Readiness readiness, bool isFirst)
    {
        var container = sight.Observed.OwnContainer?.Id;
        var isUnhealthy = readiness.Reason == "Unhealthy";
        if (!sight.Observed.ContainerIsKnown)
            return (memory, readiness);
        if (container is null || !(sight.Observed.HasPausedContainer || isUnhealthy))
            return (memory with { PausedContainer = null }, readiness);
        if (sight.Observed.HasPausedContainer || isFirst)
            memory = memory with { PausedContainer = container, PausedUntil = sight.Now };
        return isUnhealthy && memory.PausedContainer == container && sight.Now < CountsFrom(memory, sight)
            ? (memory, new(false, "HealthUnknown",
                $"{sight.Member.Unit} is active. Its health check failed while its container was paused, or before the controller began "
                + "to look, and is given the time to pass."))
            : (memory, readiness);
    }

    /// <summary>From when on a failed health check counts again; null: it does.</summary>
    public static TimeSpan? CountsFrom(WorkloadMemory memory, Sight sight) =>
        memory.PausedContainer is null ? null : memory.PausedUntil + sight.Member.HealthCheckPeriod + Slack;
}
