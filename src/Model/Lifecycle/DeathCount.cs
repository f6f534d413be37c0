using OciReconciler.Model.Observed;

namespace OciReconciler.Model.Lifecycle;

/// <summary>Counts from one look to the next how often a service died.</summary>
public static class DeathCount
{
    /// <summary>What is remembered then, and how many deaths are new.</summary>
    public static (WorkloadMemory Memory, int Deaths) Since(WorkloadMemory memory, Sight sight)
    {
        if (sight.Unit?.Run is not { } run)
            return (memory, 0);
        // NRestarts begins anew when somebody starts the unit.
        var restarts = memory.Run is { } before
            ? (int)(run.Restarts >= before.Restarts ? run.Restarts - before.Restarts : run.Restarts)
            : sight.HasFailed ? (int)run.Restarts : 0;
        var hasNewlyFailed = sight.HasFailed && memory.CountedFailure != run.StartedAt;
        var counted = sight.HasFailed ? run.StartedAt : (ulong?)null;
        return (memory with { Run = run, RunContainer = sight.Observed.Container?.Id, CountedFailure = counted }, restarts + (hasNewlyFailed ? 1 : 0));
    }

    /// <summary>Whether properties have to be read to know: the unit is not plainly running, or runs another container than when they were read.</summary>
    public static bool NeedsRun(WorkloadMemory memory, ObservedUnit unit, ObservedContainer? container) =>
        unit.ActiveState is not "inactive"
        && (unit.ActiveState != "active" || memory.Run is null || (container is not null && container.Id != memory.RunContainer));
}
