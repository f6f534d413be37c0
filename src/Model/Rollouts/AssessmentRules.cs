namespace OciReconciler.Model.Rollouts;

/// <summary>
/// From what is remembered and what was observed to what is remembered from now on, and what it means. Pure: values in, values out.
/// </summary>
public static class AssessmentRules
{
    /// <summary>Advances by one observation.</summary>
    public static (RolloutMemory Memory, RolloutRecord Record, Assessment Assessment) Advance(
        RolloutMemory memory, RolloutRecord record, AssessmentInput input)
    {
        var isFirst = memory.Revision is null;
        record = WithoutOutdatedFailure(record, input);
        memory = BackoffRecord.Begin(memory, record, input);
        memory = RunEnds.Advance(memory, input);
        (memory, var readiness) =
            ContainerPause.Apply(memory, input, Readiness.Of(input.Observed, input.Member.HasHealthCheck), isFirst);
        memory = ProgressClocks.Advance(memory, input, readiness);
        record = Downtime.End(memory, record, input);
        var failedBefore = record.Failed;
        record = Rollout.Assess(memory, record, input, readiness);
        var isGivenUp = record.Failed != failedBefore;
        (memory, var restart, var trouble) = isGivenUp ? (memory, null, null) : Liveness.Assess(memory, record, input, readiness);
        record = BackoffRecord.Save(memory, record, input);
        var assessment = new Assessment
        {
            Readiness = readiness,
            StopForBackoff = memory.MustStop ? BackoffReasons.CrashLoop(memory, input) : null,
            IsCrashLooping = memory.Crash.IsCrashLooping,
            FailedByStop = memory.FailedByStop && input.HasFailed,
            DelayStart = BackoffReasons.DelayedStart(memory, input),
            Restart = restart,
            Trouble = trouble ?? Rollout.Trouble(memory, record, input) ?? BackoffReasons.StartFailure(memory, input, readiness),
            Failure = Rollout.Failed(memory, record, input, readiness),
            Watching = Rollout.Watching(memory, record, input, readiness),
            ObserveAgainAfter = NextObservation.Next(memory, record, input, readiness),
        };
        return (memory, record, assessment);
    }

    // A failure is that of one manifest; one for now lasts until anything of the workload is defined.
    private static RolloutRecord WithoutOutdatedFailure(RolloutRecord record, AssessmentInput input) =>
        record.Failed is { } failed && (failed.ManifestDigest != input.ManifestDigest || (failed.IsForNow && input.Revision is not null))
            ? record with { Failed = null }
            : record;
}
