namespace OciReconciler.Model.Rollouts;

/// <summary>How long a change kept a workload from serving.</summary>
internal static class Downtime
{
    /// <summary>
    /// Since when a version that is given up has kept the workload from serving: its container may have run for a moment, which ended
    /// nothing.
    /// </summary>
    public static DateTimeOffset Of(RolloutMemory memory, RolloutRecord record, AssessmentInput input)
    {
        if (record.DownSince is { } since)
            return since;
        var begunAt = memory.ProgressingSince is { } begun ? input.Time - (input.Now - begun) : input.Time;
        return record.LastChange is { } last && last.At >= begunAt ? last.At - TimeSpan.FromSeconds(last.UnavailableSeconds) : begunAt;
    }

    /// <summary>
    /// Ends it when the workload has been ready for as long as a version has to be: one that keeps ending is ready for a moment as well.
    /// </summary>
    public static RolloutRecord End(RolloutMemory memory, RolloutRecord record, AssessmentInput input)
    {
        if (record.DownSince is not { } since || EndsAt(memory, record, input) is not { } due || due > input.Now)
            return record;
        // Observations come a moment late; the engine knows better, except of health.
        var ready = input.Time - (input.Now - memory.ReadySince!.Value);
        var started = input.Observed.Container?.StartedAt;
        var end = !input.Member.HasHealthCheck && started > since && started < ready ? started.Value : ready;
        var seconds = Math.Round(Math.Max(0, (end - since).TotalSeconds), 3);
        return record with { DownSince = null, LastChange = new ChangeOutcome(input.Time, seconds) };
    }

    /// <summary>When it ends if nothing happens until then; null: never.</summary>
    public static TimeSpan? EndsAt(RolloutMemory memory, RolloutRecord record, AssessmentInput input) =>
        record.DownSince is not null && input.IsApplied ? memory.ReadySince + TimeSpan.FromSeconds(input.Member.MinReadySeconds) : null;
}
