using OciReconciler.Model.StartFailures;

namespace OciReconciler.Model.Rollouts;

/// <summary>The crash backoff of a version beyond this process: read when the workload is observed first, and written after that.</summary>
internal static class BackoffRecord
{
    /// <summary>Another version begins anew; so does another process, apart from the backoff.</summary>
    public static RolloutMemory Begin(RolloutMemory memory, RolloutRecord record, AssessmentInput input)
    {
        var begun = memory.Revision is null ? Restored(memory, record, input)
            : input.Revision is { } version && version != memory.Revision ? RolloutMemory.Empty
            : memory;
        return begun with { Revision = input.Revision ?? memory.Revision };
    }

    /// <summary>
    /// A workload of which nothing is defined keeps its record: after a reboot the same version comes back to its backoff, and another one
    /// begins anew.
    /// </summary>
    public static RolloutRecord Save(RolloutMemory memory, RolloutRecord record, AssessmentInput input)
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

    private static RolloutMemory Restored(RolloutMemory memory, RolloutRecord record, AssessmentInput input)
    {
        if (record is not { CrashLevel: > 0, CrashUntil: { } until }
            || input.Revision is not { } applied
            || applied != (record.CrashRevision ?? applied))
            return memory;
        var left = TimeSpan.FromTicks(Math.Clamp((until - input.Time).Ticks, 0, CrashBackoff.DelayOf(record.CrashLevel).Ticks));
        return memory with
        {
            Crash = new CrashBackoff { Level = record.CrashLevel, Until = input.Now + left },
            StartFailure = record.CrashCause is { } cause ? StartFailureClassifier.Classify(cause) : null,
        };
    }
}
