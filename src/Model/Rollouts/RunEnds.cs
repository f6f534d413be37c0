using OciReconciler.Model.Observed;

namespace OciReconciler.Model.Rollouts;

/// <summary>Takes into account that runs of the unit ended: by themselves, or because the engine could not start the container.</summary>
internal static class RunEnds
{
    /// <summary>How many observations, a second apart, are to find in the journal why a unit ended.</summary>
    private const int ObservationsForCause = 5;

    public static RolloutMemory Advance(RolloutMemory memory, AssessmentInput input)
    {
        memory = WithLastExit(memory, input);
        (memory, var crashes, var hasNewlyFailed) = CrashCounter.Since(memory, input);
        memory = crashes > 0 ? Ended(memory, crashes, hasNewlyFailed, input) : Explained(memory, input);
        return memory with { MustStop = memory.MustStop && input.Unit is { IsUp: true } };
    }

    // Once the controller has taken over, the main process may end by the controller's stop.
    private static RolloutMemory WithLastExit(RolloutMemory memory, AssessmentInput input) =>
        memory.MustStop || memory.Crash.Until > input.Now
            ? memory
            : memory with { LastExit = input.Unit?.Run?.LastExit ?? memory.LastExit };

    private static RolloutMemory Ended(RolloutMemory memory, int crashes, bool hasNewlyFailed, AssessmentInput input)
    {
        var exit = input.Unit?.Run?.LastExit ?? memory.LastExit;
        var end = input.Unit?.End;
        var isUnexplained = end is null && exit is null or { IsOfClient: true };
        memory = memory with { StartFailure = end?.Failure, ObservationsForCause = isUnexplained ? ObservationsForCause : 0 };
        return IsOfEngine(input, end, exit) ? EngineFailed(memory, hasNewlyFailed, input) : Crashed(memory, crashes, input);
    }

    private static bool IsOfEngine(AssessmentInput input, UnitEnd? end, LastExit? exit) =>
        !input.Observed.ContainerIsKnown
        || end?.Failure is { IsOfEngine: true }
        || (end is null && exit?.Code == LastExit.EngineFailure);

    private static RolloutMemory Explained(RolloutMemory memory, AssessmentInput input) => memory switch
    {
        { ObservationsForCause: 0 } => memory,
        _ when input.Unit?.End is { } end => memory with { StartFailure = end.Failure, ObservationsForCause = 0 },
        _ => memory with { ObservationsForCause = memory.ObservationsForCause - 1 },
    };

    // An engine that is away says nothing of the version in progress: only what an engine refuses while it is there counts.
    private static RolloutMemory EngineFailed(RolloutMemory memory, bool hasNewlyFailed, AssessmentInput input) => memory with
    {
        EngineFailures = !input.Observed.ContainerIsKnown ? 0 : memory.EngineFailures + (hasNewlyFailed ? 1 : 0),
        EngineFailedAt = input.Now,
    };

    private static RolloutMemory Crashed(RolloutMemory memory, int crashes, AssessmentInput input)
    {
        var crash = memory.Crash.WithCrashes(crashes, input.HasFailed, input.Now);
        var isTakenOver = crash.Level > memory.Crash.Level && !HasRunFor(CrashBackoff.DelayOf(1), input);
        return memory with { Crash = crash, EngineFailures = 0, EngineFailedAt = null, MustStop = memory.MustStop || isTakenOver };
    }

    // Crashes may be observed late: what has been up for a while since is not stopped for them.
    private static bool HasRunFor(TimeSpan time, AssessmentInput input) =>
        input.Observed.Container is { IsRunning: true, StartedAt: { } started } && input.Time - started >= time;
}
