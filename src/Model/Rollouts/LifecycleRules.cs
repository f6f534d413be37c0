using OciReconciler.Model.Conditions;
using OciReconciler.Model.Observed;
using OciReconciler.Model.StartFailures;

namespace OciReconciler.Model.Rollouts;

/// <summary>Takes what is remembered and what was seen, and gives what is remembered from now on and what it means. Pure: values in, values out.</summary>
public static class LifecycleRules
{
    /// <summary>How many looks, a second apart, are to find in the journal why a unit ended.</summary>
    private const int LooksForCause = 5;

    /// <summary>Advances by one look.</summary>
    public static (WorkloadMemory Memory, WorkloadRecord Record, Standing Standing) Advance(WorkloadMemory memory, WorkloadRecord record, Sight sight)
    {
        if (record.Bad is { } old && old.ManifestDigest != sight.ManifestDigest)
            record = record with { Bad = null };
        if (record.Bad is { IsForNow: true } && sight.Version is not null)
            record = record with { Bad = null };
        var isFirst = memory.Version is null;
        (memory, record) = Begin(memory, record, sight);
        memory = WithLastExit(memory, sight);
        (memory, var deaths, var hasNewlyFailed) = DeathCount.Since(memory, sight);
        memory = deaths > 0 ? Ended(memory, deaths, hasNewlyFailed, sight) : Explained(memory, sight);
        memory = memory with { MustStop = memory.MustStop && sight.Unit is { IsUp: true } };
        (memory, var readiness) = ContainerPause.Take(memory, sight, Readiness.Of(sight.Observed, sight.Member.HasHealthCheck), isFirst);
        memory = Clocks(memory, sight, readiness);
        record = Outage.End(memory, record, sight);
        var isGivenUp = record.Bad != (record = Rollout.Judge(memory, record, sight, readiness)).Bad;
        (memory, var restart, var trouble) = isGivenUp ? (memory, null, null) : Usefulness.Judge(memory, record, sight, readiness);
        record = Ladder(memory, record, sight);
        var standing = new Standing
        {
            Readiness = readiness,
            TakeOver = memory.MustStop ? Looping(memory, sight) : null,
            IsLooping = memory.Crash.IsLooping,
            FailedByStop = memory.FailedByStop && sight.HasFailed,
            HoldOff = HoldOff(memory, sight),
            Restart = restart,
            Trouble = trouble ?? Rollout.Trouble(memory, record, sight) ?? Cause(memory, sight, readiness),
            Watching = Rollout.Watching(memory, record, sight, readiness),
            NextLook = Timers.Next(memory, record, sight, readiness),
        };
        return (memory, record, standing);
    }

    // Another version begins anew; so does another process, apart from the ladder.
    private static (WorkloadMemory Memory, WorkloadRecord Record) Begin(WorkloadMemory memory, WorkloadRecord record, Sight sight)
    {
        if (memory.Version is null && record.CrashLevel > 0 && record.CrashUntil is { } until && sight.Version is { } applied && applied == (record.CrashVersion ?? applied))
        {
            var left = TimeSpan.FromTicks(Math.Clamp((until - sight.Time).Ticks, 0, CrashState.DelayOf(record.CrashLevel).Ticks));
            memory = memory with
            {
                Crash = new CrashState { Level = record.CrashLevel, Until = sight.Now + left },
                StartFailure = record.CrashCause is { } cause ? StartFailureClassifier.Classify(cause) : null,
            };
        }
        else if (memory.Version is not null && sight.Version is { } version && memory.Version != version)
        {
            memory = WorkloadMemory.Empty;
        }

        return (memory with { Version = sight.Version ?? memory.Version }, record);
    }

    // What is not applied yet says nothing of the ladder: after a reboot it is that of the same version again, or another one begins anew.
    private static WorkloadRecord Ladder(WorkloadMemory memory, WorkloadRecord record, Sight sight)
    {
        if (sight.Version is null)
            return record;
        var isSame = record.CrashLevel == memory.Crash.Level && record.CrashVersion == sight.Version;
        return record with
        {
            CrashVersion = memory.Crash.IsLooping ? sight.Version : null,
            CrashLevel = memory.Crash.Level,
            CrashCause = memory.Crash.IsLooping ? memory.StartFailure?.Text : null,
            CrashUntil = memory.Crash.Until is { } until ? isSame ? record.CrashUntil : sight.Time + (until - sight.Now) : null,
        };
    }

    // Once it is taken over, its main process may end by the controller's stop.
    private static WorkloadMemory WithLastExit(WorkloadMemory memory, Sight sight) =>
        memory.MustStop || memory.Crash.Until > sight.Now ? memory : memory with { LastExit = sight.Unit?.Run?.LastExit ?? memory.LastExit };

    private static WorkloadMemory Ended(WorkloadMemory memory, int deaths, bool hasNewlyFailed, Sight sight)
    {
        var exit = sight.Unit?.Run?.LastExit ?? memory.LastExit;
        var end = sight.Unit?.End;
        var isUnexplained = end is null && exit is null or { IsOfClient: true };
        memory = memory with { StartFailure = end?.Failure, LooksForCause = isUnexplained ? LooksForCause : 0 };
        var isOfEngine = !sight.Observed.ContainerIsKnown
            || end?.Failure is { IsOfEngine: true }
            || (end is null && exit?.Code == LastExit.EngineFailure);
        return isOfEngine ? EngineFailed(memory, hasNewlyFailed, sight) : Died(memory, deaths, sight);
    }

    private static WorkloadMemory Explained(WorkloadMemory memory, Sight sight) => memory switch
    {
        { LooksForCause: 0 } => memory,
        _ when sight.Unit?.End is { } end => memory with { StartFailure = end.Failure, LooksForCause = 0 },
        _ => memory with { LooksForCause = memory.LooksForCause - 1 },
    };

    // An engine that is away says nothing of the version that is being tried: only what it refuses while it is there counts.
    private static WorkloadMemory EngineFailed(WorkloadMemory memory, bool hasNewlyFailed, Sight sight) => memory with
    {
        EngineFailures = !sight.Observed.ContainerIsKnown ? 0 : memory.EngineFailures + (hasNewlyFailed ? 1 : 0),
        EngineFailedAt = sight.Now,
    };

    private static WorkloadMemory Died(WorkloadMemory memory, int deaths, Sight sight)
    {
        var crash = memory.Crash.Died(deaths, sight.HasFailed, sight.Now);
        return memory with { Crash = crash, EngineFailures = 0, EngineFailedAt = null, MustStop = memory.MustStop || (crash.Level > memory.Crash.Level && !HasRunFor(CrashState.DelayOf(1), sight)) };
    }

    // Deaths may be seen late: what has been up for a while since is not stopped for them.
    private static bool HasRunFor(TimeSpan time, Sight sight) =>
        sight.Observed.Container is { IsRunning: true, StartedAt: { } started } && sight.Time - started >= time;

    private static WorkloadMemory Clocks(WorkloadMemory memory, Sight sight, Readiness readiness)
    {
        var container = sight.Observed.ContainerIsKnown ? sight.Observed.Container?.Id : memory.ReadyContainer;
        var isSame = memory.ReadySince is not null && memory.ReadyContainer == container;
        var isTried = sight.Observed is { ContainerIsKnown: true, HasPausedContainer: false }
            && sight.Unit is { } unit
            && (unit.IsUp || sight.HasFailed);
        var isLacking = sight.Unit is { ActiveState: "active" }
            && sight.Observed.LacksContainer
            && sight.Observed.OwnContainer is not { IsInTransit: true };
        memory = memory with
        {
            ReadyContainer = readiness.IsReady ? container : null,
            ReadySince = !readiness.IsReady ? null : isSame ? memory.ReadySince : sight.Now,
            TriedSince = isTried ? memory.TriedSince ?? sight.Now : null,
            LackingSince = !isLacking ? null : memory.LackingRun == memory.Run?.StartedAt ? memory.LackingSince ?? sight.Now : sight.Now,
            LackingRun = memory.Run?.StartedAt,
        };
        return memory.ReadySince is { } since && sight.Now - since >= CrashState.ForgivenAfter
            ? memory with { Crash = CrashState.None, StartFailure = null, EngineFailures = 0, EngineFailedAt = null }
            : memory;
    }

    // While systemd alone still tries again and again.
    private static Blocker? Cause(WorkloadMemory memory, Sight sight, Readiness readiness) =>
        memory.StartFailure is { } failure && !readiness.IsReady
        ? new(failure.Reason, failure.MessageOf(sight.Member.Backend))
        : null;

    private static Blocker? HoldOff(WorkloadMemory memory, Sight sight)
    {
        if (memory.Crash.Until is { } until && until > sight.Now)
            return Looping(memory, sight);
        if (memory.EngineHoldUntil is not { } hold || hold <= sight.Now)
            return null;
        if (memory.StartFailure is { } failure)
            return new(failure.Reason, $"{failure.MessageOf(sight.Member.Backend)} It is tried again.");
        return new(
            memory.EngineFailures > 0 ? StartFailureReasons.EngineFailed : Blocker.EngineUnavailable,
            $"The engine could not do what {sight.Member.Unit} asked (exit code {LastExit.EngineFailure}). "
            + $"It is tried again. See: journalctl -u {sight.Member.Unit}");
    }

    private static Blocker Looping(WorkloadMemory memory, Sight sight)
    {
        var delay = $"{CrashState.DelayOf(memory.Crash.Level).TotalSeconds:0} s after the last time";
        if (memory.StartFailure is { } failure)
            return new(failure.Reason, $"{failure.MessageOf(sight.Member.Backend)} It is tried again {delay}.");
        var code = memory.LastExit is { } exit ? $", last with exit code {exit.Code}" : "";
        return new("CrashLoopBackOff",
            $"It keeps ending{code}; it is started again {delay}. See: journalctl -u {sight.Member.Unit}");
    }
}
