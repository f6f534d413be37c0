using OciReconciler.Model.Observed;

namespace OciReconciler.Model.Rollouts;

/// <summary>Counts from one observation to the next how often a service crashed.</summary>
public static class CrashCounter
{
    // The interval of systemd's start limit.
    private static readonly TimeSpan Recently = TimeSpan.FromSeconds(15);

    /// <summary>What is remembered then, how many crashes are new, and whether systemd has given up since.</summary>
    public static (RolloutMemory Memory, int Crashes, bool HasNewlyFailed) Since(RolloutMemory memory, AssessmentInput input)
    {
        if (input.Unit?.Run is not { } run)
            return (memory, 0, false);
        var restarts = NewRestarts(memory, run, input.HasFailed);
        // With Restart=always a unit fails by crashes one after the other, or by a stop that its container answers with a bad exit code.
        var isByCrashes = restarts > 0
            || memory.EngineFailedAt is not null
            || memory.Crash.Crashes.Any(crash => input.Now - crash < Recently);
        var isNew = input.HasFailed && memory.CountedFailure != run.StartedAt;
        var hasNewlyFailed = isNew && isByCrashes;
        memory = memory with
        {
            Run = run,
            RunContainer = input.Observed.Container?.Id,
            CountedFailure = input.HasFailed ? run.StartedAt : null,
            FailedByStop = isNew ? !isByCrashes : input.HasFailed && memory.FailedByStop,
        };
        return (memory, restarts + (hasNewlyFailed ? 1 : 0), hasNewlyFailed);
    }

    /// <summary>Whether it has ended since the observation before, or the cause of its end is still to be found.</summary>
    public static bool HasEnded(RolloutMemory memory, ObservedUnit unit)
    {
        if (unit.Run is not { } run)
            return false;
        var restarts = memory.Run is { } before
            ? run.Restarts != before.Restarts && run.Restarts > 0
            : unit.ActiveState == "failed" && run.Restarts > 0;
        return restarts || memory.ObservationsForCause > 0 || (unit.ActiveState == "failed" && memory.CountedFailure != run.StartedAt);
    }

    /// <summary>
    /// Whether properties have to be read to know: the unit is not plainly running, or runs another container than when they were read.
    /// </summary>
    public static bool NeedsRun(RolloutMemory memory, ObservedUnit unit, ObservedContainer? container) =>
        unit.ActiveState is not "inactive"
        && (unit.ActiveState != "active" || memory.Run is null || container is null || container.Id != memory.RunContainer);

    // NRestarts begins anew when somebody starts the unit.
    private static int NewRestarts(RolloutMemory memory, UnitRun run, bool hasFailed) => memory.Run is { } before
        ? (int)(run.Restarts >= before.Restarts ? run.Restarts - before.Restarts : run.Restarts)
        : hasFailed ? (int)run.Restarts : 0;
}
