using OciReconciler.Model.Conditions;
using OciReconciler.Model.Observed;
using OciReconciler.Model.StartFailures;

namespace OciReconciler.Model.Rollouts;

/// <summary>Takes what is remembered and what was seen, and gives what is remembered from now on and what it means. Pure: values in, values out.</summary>
public static class AssessmentRules
{
    /// <summary>How many looks, a second apart, are to find in the journal why a unit ended.</summary>
    private const int ObservationsForCause = 5;

    /// <summary>Advances by one look.</summary>
    public static (RolloutMemory Memory, RolloutRecord Record, Assessment Standing) Advance(RolloutMemory memory, RolloutRecord record, AssessmentInput input)
    {
        if (record.Failed is { } old && old.ManifestDigest != input.ManifestDigest)
            record = record with { Failed = null };
        if (record.Failed is { IsForNow: true } && input.Revision is not null)
            record = record with { Failed = null };
        var isFirst = memory.Revision is null;
        (memory, record) = Begin(memory, record, input);
        memory = WithLastExit(memory, input);
        (memory, var crashes, var hasNewlyFailed) = CrashCounter.Since(memory, input);
        memory = crashes > 0 ? Ended(memory, crashes, hasNewlyFailed, input) : Explained(memory, input);
        memory = memory with { MustStop = memory.MustStop && input.Unit is { IsUp: true } };
        (memory, var readiness) = ContainerPause.Apply(memory, input, Readiness.Of(input.Observed, input.Member.HasHealthCheck), isFirst);
        memory = Clocks(memory, input, readiness);
        record = Downtime.End(memory, record, input);
        var isGivenUp = record.Failed != (record = Rollout.Assess(memory, record, input, readiness)).Failed;
        (memory, var restart, var trouble) = isGivenUp ? (memory, null, null) : Liveness.Assess(memory, record, input, readiness);
        record = WithBackoff(memory, record, input);
        var assessment = new Assessment
        {
            Readiness = readiness,
            StopForBackoff = memory.MustStop ? Looping(memory, input) : null,
            IsCrashLooping = memory.Crash.IsCrashLooping,
            FailedByStop = memory.FailedByStop && input.HasFailed,
            DelayStart = DelayStart(memory, input),
            Restart = restart,
            Trouble = trouble ?? Rollout.Trouble(memory, record, input) ?? Cause(memory, input, readiness),
            Watching = Rollout.Watching(memory, record, input, readiness),
            ObserveAgainAfter = NextObservation.Next(memory, record, input, readiness),
        };
        return (memory, record, assessment);
    }

    // Another version begins anew; so does another process, apart from the ladder.
    private static (RolloutMemory Memory, RolloutRecord Record) Begin(RolloutMemory memory, RolloutRecord record, AssessmentInput input)
    {
        if (memory.Revision is null && record.CrashLevel > 0 && record.CrashUntil is { } until && input.Revision is { } applied && applied == (record.CrashRevision ?? applied))
        {
            var left = TimeSpan.FromTicks(Math.Clamp((until - input.Time).Ticks, 0, CrashBackoff.DelayOf(record.CrashLevel).Ticks));
            memory = memory with
            {
                Crash = new CrashBackoff { Level = record.CrashLevel, Until = input.Now + left },
                StartFailure = record.CrashCause is { } cause ? StartFailureClassifier.Classify(cause) : null,
            };
        }
        else if (memory.Revision is not null && input.Revision is { } version && memory.Revision != version)
        {
            memory = RolloutMemory.Empty;
        }

        return (memory with { Revision = input.Revision ?? memory.Revision }, record);
    }

    // What is not applied yet says nothing of the ladder: after a reboot it is that of the same version again, or another one begins anew.
    private static RolloutRecord WithBackoff(RolloutMemory memory, RolloutRecord record, AssessmentInput input)
    {
        if (input.Revision is null)
            return record;
        var isSame = record.CrashLevel == memory.Crash.Level && record.CrashRevision == input.Revision;
        return record with
        {
            CrashRevision = memory.Crash.IsCrashLooping ? input.Revision : null,
            CrashLevel = memory.Crash.Level,
            CrashCause = memory.Crash.IsCrashLooping ? memory.StartFailure?.Text : null,
            CrashUntil = memory.Crash.Until is { } until ? isSame ? record.CrashUntil : input.Time + (until - input.Now) : null,
        };
    }

    // Once it is taken over, its main process may end by the controller's stop.
    private static RolloutMemory WithLastExit(RolloutMemory memory, AssessmentInput input) =>
        memory.MustStop || memory.Crash.Until > input.Now ? memory : memory with { LastExit = input.Unit?.Run?.LastExit ?? memory.LastExit };

    private static RolloutMemory Ended(RolloutMemory memory, int crashes, bool hasNewlyFailed, AssessmentInput input)
    {
        var exit = input.Unit?.Run?.LastExit ?? memory.LastExit;
        var end = input.Unit?.End;
        var isUnexplained = end is null && exit is null or { IsOfClient: true };
        memory = memory with { StartFailure = end?.Failure, ObservationsForCause = isUnexplained ? ObservationsForCause : 0 };
        var isOfEngine = !input.Observed.ContainerIsKnown
            || end?.Failure is { IsOfEngine: true }
            || (end is null && exit?.Code == LastExit.EngineFailure);
        return isOfEngine ? EngineFailed(memory, hasNewlyFailed, input) : Died(memory, crashes, input);
    }

    private static RolloutMemory Explained(RolloutMemory memory, AssessmentInput input) => memory switch
    {
        { ObservationsForCause: 0 } => memory,
        _ when input.Unit?.End is { } end => memory with { StartFailure = end.Failure, ObservationsForCause = 0 },
        _ => memory with { ObservationsForCause = memory.ObservationsForCause - 1 },
    };

    // An engine that is away says nothing of the version that is being tried: only what it refuses while it is there counts.
    private static RolloutMemory EngineFailed(RolloutMemory memory, bool hasNewlyFailed, AssessmentInput input) => memory with
    {
        EngineFailures = !input.Observed.ContainerIsKnown ? 0 : memory.EngineFailures + (hasNewlyFailed ? 1 : 0),
        EngineFailedAt = input.Now,
    };

    private static RolloutMemory Died(RolloutMemory memory, int crashes, AssessmentInput input)
    {
        var crash = memory.Crash.WithCrashes(crashes, input.HasFailed, input.Now);
        return memory with { Crash = crash, EngineFailures = 0, EngineFailedAt = null, MustStop = memory.MustStop || (crash.Level > memory.Crash.Level && !HasRunFor(CrashBackoff.DelayOf(1), input)) };
    }

    // Deaths may be seen late: what has been up for a while since is not stopped for them.
    private static bool HasRunFor(TimeSpan time, AssessmentInput input) =>
        input.Observed.Container is { IsRunning: true, StartedAt: { } started } && input.Time - started >= time;

    private static RolloutMemory Clocks(RolloutMemory memory, AssessmentInput input, Readiness readiness)
    {
        var container = input.Observed.ContainerIsKnown ? input.Observed.Container?.Id : memory.ReadyContainer;
        var isSame = memory.ReadySince is not null && memory.ReadyContainer == container;
        var isTried = input.Observed is { ContainerIsKnown: true, HasPausedContainer: false }
            && input.Unit is { } unit
            && (unit.IsUp || input.HasFailed);
        var isLacking = input.Unit is { ActiveState: "active" }
            && input.Observed.LacksContainer
            && input.Observed.OwnContainer is not { IsInTransit: true };
        memory = memory with
        {
            ReadyContainer = readiness.IsReady ? container : null,
            ReadySince = !readiness.IsReady ? null : isSame ? memory.ReadySince : input.Now,
            ProgressingSince = isTried ? memory.ProgressingSince ?? input.Now : null,
            ContainerMissingSince = !isLacking ? null : memory.ContainerMissingRun == memory.Run?.StartedAt ? memory.ContainerMissingSince ?? input.Now : input.Now,
            ContainerMissingRun = memory.Run?.StartedAt,
        };
        return memory.ReadySince is { } since && input.Now - since >= CrashBackoff.ResetAfter
            ? memory with { Crash = CrashBackoff.None, StartFailure = null, EngineFailures = 0, EngineFailedAt = null }
            : memory;
    }

    // While systemd alone still tries again and again.
    private static FailureReason? Cause(RolloutMemory memory, AssessmentInput input, Readiness readiness) =>
        memory.StartFailure is { } failure && !readiness.IsReady
        ? new(failure.Reason, failure.MessageOf(input.Member.Backend))
        : null;

    private static FailureReason? DelayStart(RolloutMemory memory, AssessmentInput input)
    {
        if (memory.Crash.Until is { } until && until > input.Now)
            return Looping(memory, input);
        if (memory.EngineBackoffUntil is not { } hold || hold <= input.Now)
            return null;
        if (memory.StartFailure is { } failure)
            return new(failure.Reason, $"{failure.MessageOf(input.Member.Backend)} It is tried again.");
        return new(
            memory.EngineFailures > 0 ? StartFailureReasons.EngineFailed : FailureReason.EngineUnavailable,
            $"The engine could not do what {input.Member.Unit} asked (exit code {LastExit.EngineFailure}). "
            + $"It is tried again. See: journalctl -u {input.Member.Unit}");
    }

    private static FailureReason Looping(RolloutMemory memory, AssessmentInput input)
    {
        var delay = $"{CrashBackoff.DelayOf(memory.Crash.Level).TotalSeconds:0} s after the last time";
        if (memory.StartFailure is { } failure)
            return new(failure.Reason, $"{failure.MessageOf(input.Member.Backend)} It is tried again {delay}.");
        var code = memory.LastExit is { } exit ? $", last with exit code {exit.Code}" : "";
        return new("CrashLoopBackOff",
            $"It keeps ending{code}; it is started again {delay}. See: journalctl -u {input.Member.Unit}");
    }
}
