using OciReconciler.Schedules;

namespace OciReconciler.Sync;

/// <summary>What keeps a fetched revision from coming into force for a while.</summary>
/// <param name="For">freeze or window.</param>
/// <param name="Until">When the window opens; null: not by time, or never.</param>
/// <param name="Message">What is waited for, without a subject: "waits until ...".</param>
internal sealed record RevisionHold(string For, DateTimeOffset? Until, string Message);

/// <summary>Whether revisions of a source may come into force now. For one loop.</summary>
/// <param name="window">Whether changes may come into force at a time.</param>
internal sealed class RevisionGate(string source, FreezeFiles frozen, Func<DateTimeOffset, WindowState> window, TimeProvider time)
{
    private bool? _isFrozen;

    /// <summary>Whether somebody froze the source.</summary>
    public bool IsFrozen => _isFrozen == true;

    /// <summary>What keeps revisions back now, or null.</summary>
    public RevisionHold? Hold
    {
        get
        {
            if (IsFrozen)
                return new RevisionHold("freeze", null, $"waits until somebody ends the freeze: oci-reconciler unfreeze {source}");
            var state = window(time.GetUtcNow());
            if (state.IsOpen)
                return null;
            var until = state.ChangesAt is { } opens
                ? $"waits for its window, which opens at {opens:O}"
                : "waits for a window, and none opens";
            return new RevisionHold("window", state.ChangesAt, $"{until}; to take it now: oci-reconciler sync {source} --now");
        }
    }

    /// <summary>Looks whether it is frozen.</summary>
    /// <returns>Whether that is another answer than the last one.</returns>
    public bool Read()
    {
        var before = _isFrozen;
        _isFrozen = frozen.Has(source);
        return before is not null && before != _isFrozen;
    }
}
