using OciReconciler.Model.Conditions;
using OciReconciler.Model.Text;

namespace OciReconciler.Model.Rollouts;

/// <summary>Judges a version that is not known as good: it becomes good, or is given up.</summary>
internal static class Rollout
{
    // Once may be an engine that was just restarted.
    private const int EngineFailuresOfAChange = 2;

    public static WorkloadRecord Judge(WorkloadMemory memory, WorkloadRecord record, Sight sight, Readiness readiness)
    {
        if (!sight.IsInForce || sight.Is(record.Good) || sight.Observed.HasPausedContainer)
            return record;
        if (HasSoaked(memory, sight))
        {
            return record with
            {
                Good = GoodOf(sight),
                Bad = record.Bad is { IsKept: true } ? null : record.Bad,
            };
        }

        if (record.Bad is not null || record.Good is not { } good || Failure(memory, sight, readiness) is not { } failure)
            return record;
        var canGoBack = sight.Member.RollsBack
            && (good.DefinitionHash != sight.Observed.Applied!.DefinitionHash || good.ImageId != sight.Observed.ImageId);
        var bad = new BadVersion(sight.ManifestDigest, failure.Reason, failure.Message, sight.Time, IsKept: !canGoBack);
        return record with { Bad = bad, DownSince = canGoBack ? Outage.Of(memory, record, sight) : record.DownSince };
    }

    /// <summary>What is told while a version is being judged.</summary>
    public static Blocker? Watching(WorkloadMemory memory, WorkloadRecord record, Sight sight, Readiness readiness)
    {
        if (!sight.IsInForce || sight.Is(record.Good) || memory.TriedSince is null || record.Bad is not null)
            return null;
        return readiness.IsReady
            ? new("MinReadySeconds", $"It is ready, and is watched for {sight.Member.MinReadySeconds} s.")
            : new("WaitingUntilReady", $"It has {sight.Member.ProgressDeadlineSeconds} s to become ready: {readiness.Message}");
    }

    /// <summary>What is wrong with the version in force.</summary>
    public static Blocker? Trouble(WorkloadMemory memory, WorkloadRecord record, Sight sight)
    {
        if (record.Bad is { IsForNow: true } unprepared)
            return new(unprepared.Reason, unprepared.Message);
        if (record.Bad is { IsKept: false } bad)
        {
            return new("RolledBack", Sentences.Join(
                "The manifest's version did not become ready, and the one before is in force again.",
                bad.Message,
                "Change the manifest to have another try."));
        }
        if (record.Bad is { } kept)
            return new(kept.Reason, kept.Message);
        return sight.IsInForce && !sight.Is(record.Good) && IsLate(memory, sight)
            ? new("ProgressDeadlineExceeded", $"It did not become ready within {sight.Member.ProgressDeadlineSeconds} s, and there is no version to go back to. See: journalctl -u {sight.Member.Unit}")
            : null;
    }

    private static bool HasSoaked(WorkloadMemory memory, Sight sight) =>
        sight.Observed.ContainerIsKnown && memory.ReadySince is { } since && sight.Now - since >= TimeSpan.FromSeconds(sight.Member.MinReadySeconds);

    private static GoodVersion GoodOf(Sight sight) => new(
        sight.Observed.Applied!.DefinitionHash, sight.Observed.Applied.InputsHash, sight.Observed.Container?.ImageId ?? "", sight.Document);

    private static Blocker? Failure(WorkloadMemory memory, Sight sight, Readiness readiness)
    {
        var exit = memory.Run?.LastExit is { } last ? $"It ended with exit code {last.Code}." : "";
        if (memory is { Crash.IsLooping: true, StartFailure: { IsOfEngine: false } cause })
            return new(cause.Reason, cause.MessageOf(sight.Member.Backend));
        if (memory.Crash.IsLooping)
            return new("CrashLoopBackOff", Sentences.Join("It ended again and again.", exit));
        if (memory is { EngineFailures: >= EngineFailuresOfAChange, StartFailure: null }
            && sight is { HasFailed: true, Observed.ContainerIsKnown: true })
            return new("EngineFailed", Sentences.Join("The engine could not run it.", exit, $"See: journalctl -u {sight.Member.Unit}"));
        if (readiness.Reason == "Unhealthy")
            return new("Unhealthy", "Its health check failed.");
        return IsLate(memory, sight)
            ? new("ProgressDeadlineExceeded", Sentences.Join(
                $"It was not ready within {sight.Member.ProgressDeadlineSeconds} s: {readiness.Message}", exit))
            : null;
    }

    private static bool IsLate(WorkloadMemory memory, Sight sight) =>
        memory.ReadySince is null && memory.TriedSince is { } since && sight.Now - since >= TimeSpan.FromSeconds(sight.Member.ProgressDeadlineSeconds);
}
