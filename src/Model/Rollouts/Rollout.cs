using OciReconciler.Model.Conditions;

namespace OciReconciler.Model.Rollouts;

/// <summary>The rollout of a version that is not known as stable: it becomes that, or is given up.</summary>
internal static class Rollout
{
    // A single failure may be that of an engine that was just restarted.
    private const int EngineFailuresOfAChange = 2;

    public static RolloutRecord Assess(RolloutMemory memory, RolloutRecord record, AssessmentInput input, Readiness readiness)
    {
        if (!input.IsApplied || input.Is(record.Stable) || input.Observed.HasPausedContainer)
            return record;
        if (IsStable(memory, input))
        {
            return record with
            {
                Stable = StableOf(input),
                Failed = record.Failed is { IsKept: true } ? null : record.Failed,
            };
        }

        if (record.Failed is not null || record.Stable is not { } stable || Failure(memory, input, readiness) is not { } failure)
            return record;
        var canGoBack = input.Member.RollsBack
            && (stable.DefinitionHash != input.Observed.Applied!.DefinitionHash || stable.ImageId != input.Observed.ImageId);
        var failed = new FailedRevision(input.ManifestDigest, failure.Reason, failure.Message, input.Time, IsKept: !canGoBack);
        return record with { Failed = failed, DownSince = canGoBack ? Downtime.Of(memory, record, input) : record.DownSince };
    }

    /// <summary>What is awaited while a version is in progress.</summary>
    public static FailureReason? Watching(RolloutMemory memory, RolloutRecord record, AssessmentInput input, Readiness readiness)
    {
        if (!input.IsApplied || input.Is(record.Stable) || memory.ProgressingSince is null || record.Failed is not null)
            return null;
        return readiness.IsReady
            ? new(Reasons.MinReadySeconds, $"It is ready, and is watched for {input.Member.MinReadySeconds} s.")
            : new(Reasons.WaitingUntilReady, $"It has {input.Member.ProgressDeadlineSeconds} s to become ready: {readiness.Message}");
    }

    /// <summary>What is wrong with the version in force.</summary>
    public static FailureReason? Trouble(RolloutMemory memory, RolloutRecord record, AssessmentInput input)
    {
        if (record.Failed is { IsForNow: true } unprepared)
            return new(unprepared.Reason, unprepared.Message);
        if (record.Failed is { IsKept: false } bad)
        {
            return new(Reasons.RolledBack, Sentences.Join(
                "The manifest's version did not become ready, and the one before is in force again.",
                bad.Message,
                "Change the manifest to have another try."));
        }

        return Kept(memory, record, input);
    }

    /// <summary>Why what is applied counts as failed, though it stays in force; whatever the plan says of it now.</summary>
    public static FailureReason? Failed(RolloutMemory memory, RolloutRecord record, AssessmentInput input, Readiness readiness)
    {
        if (record.Failed is { IsKept: false } || !input.IsApplied)
            return null;
        return Kept(memory, record, input)
            ?? (memory.Crash.IsCrashLooping && !readiness.IsReady ? BackoffReasons.CrashLoop(memory, input) : null);
    }

    private static FailureReason? Kept(RolloutMemory memory, RolloutRecord record, AssessmentInput input)
    {
        if (record.Failed is { } kept)
            return new(kept.Reason, kept.Message);
        return input.IsApplied && !input.Is(record.Stable) && IsLate(memory, input)
            ? new(Reasons.ProgressDeadlineExceeded,
                $"It did not become ready within {input.Member.ProgressDeadlineSeconds} s, and there is no version to go back to. "
                + $"See: journalctl -u {input.Member.Unit}")
            : null;
    }

    private static bool IsStable(RolloutMemory memory, AssessmentInput input) =>
        input.Observed.ContainerIsKnown
        && memory.ReadySince is { } since
        && input.Now - since >= TimeSpan.FromSeconds(input.Member.MinReadySeconds);

    private static StableRevision StableOf(AssessmentInput input) => new(
        input.Observed.Applied!.DefinitionHash, input.Observed.Applied.InputsHash, input.Observed.Container?.ImageId ?? "", input.Document);

    private static FailureReason? Failure(RolloutMemory memory, AssessmentInput input, Readiness readiness)
    {
        var exit = memory.Run?.LastExit is { } last ? $"It ended with exit code {last.Code}." : "";
        if (memory is { Crash.IsCrashLooping: true, StartFailure: { IsOfEngine: false } cause })
            return new(cause.Reason, cause.MessageOf(input.Member.Backend));
        if (memory.Crash.IsCrashLooping)
            return new(Reasons.CrashLoopBackOff, Sentences.Join("It ended again and again.", exit));
        if (memory is { EngineFailures: >= EngineFailuresOfAChange, StartFailure: null }
            && input is { HasFailed: true, Observed.ContainerIsKnown: true })
            return new(Reasons.EngineFailed,
                Sentences.Join("The engine could not run it.", exit, $"See: journalctl -u {input.Member.Unit}"));
        if (readiness.Reason == Reasons.Unhealthy)
            return new(Reasons.Unhealthy, "Its health check failed.");
        return IsLate(memory, input)
            ? new(Reasons.ProgressDeadlineExceeded, Sentences.Join(
                $"It was not ready within {input.Member.ProgressDeadlineSeconds} s: {readiness.Message}", exit))
            : null;
    }

    private static bool IsLate(RolloutMemory memory, AssessmentInput input) =>
        memory.ReadySince is null
        && memory.ProgressingSince is { } since
        && input.Now - since >= TimeSpan.FromSeconds(input.Member.ProgressDeadlineSeconds);
}
