using OciReconciler.Schedules;

namespace OciReconciler.Sync;

/// <summary>What keeps a fetched revision from coming into force for a while.</summary>
/// <param name="For">freeze, window or signature.</param>
/// <param name="Until">When the window opens; null: not by time, or never.</param>
/// <param name="Message">What is waited for, without a subject: "waits until ...".</param>
internal sealed record RevisionHold(string For, DateTimeOffset? Until, string Message)
{
    /// <summary>A process before this one has checked the signature, maybe with keys that do not count any more.</summary>
    public static RevisionHold Unconfirmed { get; } = new(
        "signature", null, "waits until the next fetch: its signature was checked before the controller was started, and is checked again");
}

/// <summary>Whether revisions of a source may come into force now. For one loop.</summary>
internal sealed class RevisionGate(string source, FreezeFiles frozen, ApplyWindows windows, TimeProvider time)
{
    private bool? _isFrozen;

    /// <summary>Whether somebody froze the source.</summary>
    public bool IsFrozen => _isFrozen == true;

    /// <summary>What keeps a revision back now, or null.</summary>
    /// <param name="seen">When it was fetched.</param>
    public RevisionHold? HoldOf(DateTimeOffset seen)
    {
        if (IsFrozen)
            return new RevisionHold("freeze", null, $"waits until somebody ends the freeze: oci-reconciler unfreeze {source}");
        var now = time.GetUtcNow();
        if (windows.MayApply(now, seen))
            return null;
        var opens = windows.At(now).ChangesAt;
        var until = opens is null ? "waits for a window, and none opens" : $"waits for its window, which opens at {opens:u}";
        return new RevisionHold("window", opens, $"{until}; to take it now: oci-reconciler sync {source} --now");
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
