using OciReconciler.Model.Conditions;

namespace OciReconciler.Model.Rollouts;

/// <summary>When time alone changes what an observation would find.</summary>
internal static class NextObservation
{
    public static TimeSpan? Next(RolloutMemory memory, RolloutRecord record, AssessmentInput input, Readiness readiness)
    {
        var due = new[]
        {
            memory.Crash.Until,
            memory.EngineBackoffUntil,
            memory.ObservationsForCause > 0 ? input.Now + TimeSpan.FromSeconds(1) : null,
            IsInProgress(record, input) ? DecidedAt(memory, input, readiness) : null,
            Downtime.EndsAt(memory, record, input),
            memory.Crash != CrashBackoff.None ? memory.ReadySince + CrashBackoff.ResetAfter : null,
            memory.ContainerMissingSince + Liveness.ContainerPatience,
            input.Observed.HasPausedContainer ? input.Now + ContainerPause.ObserveEvery : ContainerPause.CountsFrom(memory, input),
            memory.Restarts.Length > 0 && readiness.Reason == Reasons.Unhealthy ? memory.Restarts[0] + Liveness.Window : null,
        };
        var next = due.Where(time => time > input.Now).Min();
        return next - input.Now;
    }

    private static bool IsInProgress(RolloutRecord record, AssessmentInput input) => input.IsApplied && !input.Is(record.Stable);

    private static TimeSpan? DecidedAt(RolloutMemory memory, AssessmentInput input, Readiness readiness) => readiness.IsReady
        ? memory.ReadySince + TimeSpan.FromSeconds(input.Member.MinReadySeconds)
        : memory.ProgressingSince + TimeSpan.FromSeconds(input.Member.ProgressDeadlineSeconds);
}
