namespace OciReconciler.Model.Rollouts;

/// <summary>Since when the workload is ready, in progress or without its container.</summary>
internal static class ProgressClocks
{
    public static RolloutMemory Advance(RolloutMemory memory, AssessmentInput input, Readiness readiness)
    {
        memory = WithReadySince(memory, input, readiness);
        memory = memory with { ProgressingSince = IsProgressing(input) ? memory.ProgressingSince ?? input.Now : null };
        memory = WithContainerMissingSince(memory, input);
        return WithBackoffReset(memory, input);
    }

    private static RolloutMemory WithReadySince(RolloutMemory memory, AssessmentInput input, Readiness readiness)
    {
        if (!readiness.IsReady)
            return memory with { ReadyContainer = null, ReadySince = null };
        // While its engine does not answer, the container counts as the same.
        var container = input.Observed.ContainerIsKnown ? input.Observed.Container?.Id : memory.ReadyContainer;
        return memory with
        {
            ReadyContainer = container,
            ReadySince = memory.ReadyContainer == container ? memory.ReadySince ?? input.Now : input.Now,
        };
    }

    private static bool IsProgressing(AssessmentInput input) =>
        input.Observed is { ContainerIsKnown: true, HasPausedContainer: false } && (input.Unit is { IsUp: true } || input.HasFailed);

    private static RolloutMemory WithContainerMissingSince(RolloutMemory memory, AssessmentInput input)
    {
        var run = memory.Run?.StartedAt;
        var since = memory.ContainerMissingRun == run ? memory.ContainerMissingSince ?? input.Now : input.Now;
        return memory with { ContainerMissingSince = IsContainerMissing(input) ? since : null, ContainerMissingRun = run };
    }

    private static bool IsContainerMissing(AssessmentInput input) =>
        input.Unit is { ActiveState: "active" } && input.Observed is { LacksContainer: true, OwnContainer: not { IsInTransit: true } };

    private static RolloutMemory WithBackoffReset(RolloutMemory memory, AssessmentInput input) =>
        memory.ReadySince is { } since && input.Now - since >= CrashBackoff.ResetAfter
            ? memory with { Crash = CrashBackoff.None, StartFailure = null, EngineFailures = 0, EngineFailedAt = null }
            : memory;
}
