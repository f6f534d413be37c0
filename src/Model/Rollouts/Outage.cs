namespace OciReconciler.Model.Rollouts;

/// <summary>How long a change kept a workload from serving.</summary>
internal static class Outage
{
    /// <summary>Since when a version that is given up has kept the workload from serving: its container may have run for a moment, which ended nothing.</summary>
    public static DateTimeOffset Of(WorkloadMemory memory, WorkloadRecord record, Sight sight)
    {
        if (record.DownSince is { } since)
            return since;
        var triedAt = memory.TriedSince is { } tried ? sight.Time - (sight.Now - tried) : sight.Time;
        return record.LastChange is { } last && last.At >= triedAt ? last.At - TimeSpan.FromSeconds(last.UnavailableSeconds) : triedAt;
    }

    /// <summary>
    /// Ends it when the workload has been ready for as long as a version has to be: one that keeps ending is ready for a moment as well.
    /// </summary>
    public static WorkloadRecord End(WorkloadMemory memory, WorkloadRecord record, Sight sight)
    {
        if (record.DownSince is not { } since || EndsAt(memory, record, sight) is not { } due || due > sight.Now)
            return record;
        // Looks come a moment late; the engine knows better, except of health.
        var ready = sight.Time - (sight.Now - memory.ReadySince!.Value);
        var started = sight.Observed.Container?.StartedAt;
        var end = !sight.Member.HasHealthCheck && started > since && started < ready ? started.Value : ready;
        var seconds = Math.Round(Math.Max(0, (end - since).TotalSeconds), 3);
        return record with { DownSince = null, LastChange = new ChangeOutcome(sight.Time, seconds) };
    }

    /// <summary>When it ends if nothing happens until then; null: never.</summary>
    public static TimeSpan? EndsAt(WorkloadMemory memory, WorkloadRecord record, Sight sight) =>
        record.DownSince is not null && sight.IsInForce ? memory.ReadySince + TimeSpan.FromSeconds(sight.Member.MinReadySeconds) : null;
}
