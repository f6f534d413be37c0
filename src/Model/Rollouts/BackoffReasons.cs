using OciReconciler.Model.Conditions;
using OciReconciler.Model.Observed;

namespace OciReconciler.Model.Rollouts;

/// <summary>Why a workload is stopped, or not started yet, and what its engine said of it.</summary>
internal static class BackoffReasons
{
    /// <summary>Why the last start failed, while systemd alone still tries again and again.</summary>
    public static FailureReason? StartFailure(RolloutMemory memory, AssessmentInput input, Readiness readiness) =>
        memory.StartFailure is { } failure && !readiness.IsReady
            ? new(failure.Reason, failure.MessageOf(input.Member.Backend))
            : null;

    public static FailureReason? DelayedStart(RolloutMemory memory, AssessmentInput input)
    {
        if (memory.Crash.Until > input.Now)
            return CrashLoop(memory, input);
        if (memory.EngineBackoffUntil is not { } until || until <= input.Now)
            return null;
        if (memory.StartFailure is { } failure)
            return new(failure.Reason, $"{failure.MessageOf(input.Member.Backend)} It is tried again.");
        return new(
            memory.EngineFailures > 0 ? Reasons.EngineFailed : Reasons.EngineUnavailable,
            $"The engine could not do what {input.Member.Unit} asked (exit code {LastExit.EngineFailure}). "
            + $"It is tried again. See: journalctl -u {input.Member.Unit}");
    }

    public static FailureReason CrashLoop(RolloutMemory memory, AssessmentInput input)
    {
        var delay = $"{CrashBackoff.DelayOf(memory.Crash.Level).TotalSeconds:0} s after the last time";
        if (memory.StartFailure is { } failure)
            return new(failure.Reason, $"{failure.MessageOf(input.Member.Backend)} It is tried again {delay}.");
        var code = memory.LastExit is { } exit ? $", last with exit code {exit.Code}" : "";
        return new(Reasons.CrashLoopBackOff,
            $"It keeps ending{code}; it is started again {delay}. See: journalctl -u {input.Member.Unit}");
    }
}
