using OciReconciler.Model.Observed;

namespace OciReconciler.Model.Rollouts;

/// <summary>Counts from one look to the next how often a service died.</summary>
public static class CrashCounter
{
    // As long as systemd's start limit looks back.
    private static readonly TimeSpan Recently = TimeSpan.FromSeconds(15);

    /// <summary>What is remembered then, how many deaths are new, and whether systemd has given up since.</summary>
    public static (RolloutMemory Memory, int Deaths, bool HasNewlyFailed) Since(RolloutMemory memory, AssessmentInput input)
    {
        if (input.Unit?.Run is not { } run)
            return (memory, 0, false);
        // NRestarts begins anew when somebody starts the unit.
        var restarts = memory.Run is { } before
            ? (int)(run.Restarts >= before.Restarts ? run.Restarts - before.Restarts : run.Restarts)
            : input.HasFailed ? (int)run.Restarts : 0;
        // With Restart=always a unit fails by deaths one after the other, or by a stop that its container answers with a bad exit code, which is none.
        var isByDeaths = restarts > 0 || memory.EngineFailedAt is not null || memory.Crash.Crashes.Any(crash => input.Now - crash < Recently);
        var isNew = input.HasFailed && memory.CountedFailure != run.StartedAt;
        var hasNewlyFailed = isNew && isByDeaths;
        var counted = input.HasFailed ? run.StartedAt : (ulong?)null;
        var failedByStop = isNew ? !isByDeaths : input.HasFailed && memory.FailedByStop;
        return (memory with { Run = run, RunContainer = input.Observed.Container?.Id, CountedFailure = counted, FailedByStop = failedByStop }, restarts + (hasNewlyFailed ? 1 : 0), hasNewlyFailed);
    }

    /// <summary>Whether it has ended since the look before, or it is still to be found out why it did.</summary>
    public static bool HasEnded(RolloutMemory memory, ObservedUnit unit)
    {
        if (unit.Run is not { } run)
            return false;
        var restarts = memory.Run is { } before
            ? run.Restarts != before.Restarts && run.Restarts > 0
            : unit.ActiveState == "failed" && run.Restarts > 0;
        return restarts || memory.ObservationsForCause > 0 || (unit.ActiveState == "failed" && memory.CountedFailure != run.StartedAt);
    }

    /// <summary>Whether properties have to be read to know: the unit is not plainly running, or runs another container than when they were read.</summary>
    public static bool NeedsRun(RolloutMemory memory, ObservedUnit unit, ObservedContainer? container) =>
        unit.ActiveState is not "inactive"
        && (unit.ActiveState != "active" || memory.Run is null || container is null || container.Id != memory.RunContainer);
}
