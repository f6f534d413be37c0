namespace OciReconciler.Model.Lifecycle;

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

    /// <summary>Ends it when the workload is ready.</summary>
    public static WorkloadRecord End(WorkloadRecord record, Sight sight, Readiness readiness)
    {
        if (record.DownSince is not { } since || !readiness.IsReady || !sight.IsInForce)
            return record;
        // Looks come a moment late; the engine knows better, except of health.
        var started = sight.Observed.Container?.StartedAt;
        var end = !sight.Member.HasHealthCheck && started > since && started < sight.Time ? started.Value : sight.Time;
        var seconds = Math.Round(Math.Max(0, (end - since).TotalSeconds), 3);
        return record with { DownSince = null, LastChange = new ChangeOutcome(sight.Time, seconds) };
    }
}
