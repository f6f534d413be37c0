namespace OciReconciler.Model.Rollouts;

/// <summary>When time alone changes what a look would find.</summary>
internal static class Timers
{
    public static TimeSpan? Next(WorkloadMemory memory, WorkloadRecord record, Sight sight, Readiness readiness)
    {
        var due = new[]
        {
            memory.Crash.Until,
            memory.EngineHoldUntil,
            memory.LooksForCause > 0 ? sight.Now + TimeSpan.FromSeconds(1) : null,
            IsJudged(record, sight) ? JudgedAt(memory, sight, readiness) : null,
            Outage.EndsAt(memory, record, sight),
            memory.Crash != CrashState.None ? memory.ReadySince + CrashState.ForgivenAfter : null,
            memory.LackingSince + Usefulness.ContainerPatience,
            sight.Observed.HasPausedContainer ? sight.Now + ContainerPause.LookEvery : ContainerPause.CountsFrom(memory, sight),
            memory.Restarts.Length > 0 && readiness.Reason == "Unhealthy" ? memory.Restarts[0] + Usefulness.Window : null,
        };
        var next = due.Where(time => time > sight.Now).Min();
        return next - sight.Now;
    }

    private static bool IsJudged(WorkloadRecord record, Sight sight) => sight.IsInForce && !sight.Is(record.Good);

    private static TimeSpan? JudgedAt(WorkloadMemory memory, Sight sight, Readiness readiness) => readiness.IsReady
        ? memory.ReadySince + TimeSpan.FromSeconds(sight.Member.MinReadySeconds)
        : memory.TriedSince + TimeSpan.FromSeconds(sight.Member.ProgressDeadlineSeconds);
}
