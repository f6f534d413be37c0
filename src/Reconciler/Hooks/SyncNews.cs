namespace OciReconciler.Hooks;

/// <summary>All there is to tell of a git source at a moment: of each subject at most one notice, in their order.</summary>
/// <param name="Notices">What there is to tell.</param>
/// <param name="IsComplete">False: of a subject without a notice it is not known yet whether there is one.</param>
internal sealed record SyncNews(ImmutableArray<SyncNotice> Notices, bool IsComplete)
{
    /// <summary>Whether there is certainly nothing to tell of a subject any more.</summary>
    public bool IsOver(SyncSubject subject) =>
        IsComplete && subject != SyncSubject.InForce && Notices.All(notice => notice.Subject != subject);

    /// <summary>Whether another says just the same.</summary>
    public bool Matches(SyncNews? other) =>
        other is not null && IsComplete == other.IsComplete && Notices.SequenceEqual(other.Notices);
}
