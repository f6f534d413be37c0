using OciReconciler.Hooks;
using OciReconciler.Model.Git;
using OciReconciler.Reporting.Events;

namespace OciReconciler.Sync;

/// <summary>
/// Records as events, and hands on to the source's hook, what is new of a git source: of the repository, the newest revision and the one in
/// force each thing once, however often it is found again, over restarts as well. For one loop.
/// </summary>
/// <param name="source">The source's name.</param>
/// <param name="file">What was told, over restarts.</param>
/// <param name="notify">
/// Hands on all there is to tell; null: there is no hook. With one, what the hook was told is what was told, and it writes the file.
/// </param>
internal sealed class SourceTeller(string source, EventRecorder events, ToldFile file, Action<SyncNews>? notify, TimeProvider time)
{
    // Errors of one revision at one time: the ring of events has room for a hundred.
    private const int MostErrors = 10;

    private ToldNotices? _told;
    private SyncNews? _handed;

    /// <summary>Records what is new.</summary>
    /// <param name="applied">The commit that was applied last.</param>
    public void Tell(SourceSituations now, CommitInfo? applied)
    {
        var before = _told ??= file.Read();
        var news = NewsOf(now, applied, before.Of(SyncSubject.InForce));
        if (before.Of(SyncSubject.Repository) is not null && news.IsOver(SyncSubject.Repository))
            events.SourceNormal(source, Reasons.SourceRecovered, $"{source} can be fetched again.");
        var told = before.Still(news);
        foreach (var notice in news.Notices.Where(notice => told.Of(notice.Subject)?.Says(notice) != true))
        {
            Record(notice, now.Of(notice.Subject)!.Errors);
            told = told.With(notice, time.GetUtcNow());
        }

        _told = told;
        if (notify is null && !ReferenceEquals(told, before))
            file.Write(told);
        if (news.Matches(_handed))
            return;
        _handed = news;
        notify?.Invoke(news);
    }

    /// <summary>Somebody froze it, or unfroze it.</summary>
    public void Frozen(bool isFrozen)
    {
        if (isFrozen)
            events.SourceNormal(
                source, Reasons.SourceFrozen,
                $"{source} is frozen: no new revision comes into force until: oci-reconciler unfreeze {source}. Repairs go on, and so does "
                + "a rollback to the revision that was applied last.");
        else
            events.SourceNormal(source, Reasons.SourceUnfrozen, $"{source} is not frozen any more.");
    }

    private SyncNews NewsOf(SourceSituations now, CommitInfo? applied, ToldNotice? toldOfInForce) => new(
        [
            .. new[] { SyncSubject.InForce, SyncSubject.Newest, SyncSubject.Repository }
                .Where(subject => now.Of(subject) is { } found
                    && !(subject == SyncSubject.InForce && IsTriedOn(found, toldOfInForce)))
                .Select(subject => Notice(subject, now.Of(subject)!) with { Applied = applied, SourceIsWrong = now.Worst!.IsWrong }),
        ],
        now.IsComplete);

    // A revision that was told to fail may be tried on, and fail again and again: what comes of it is news, and not that it is in force.
    private static bool IsTriedOn(SourceSituation inForce, ToldNotice? told) => inForce.State == SyncState.Accepted
        && told is { State: SyncState.Failed } && told.Commit == inForce.Commit?.Id.Digits;

    private SyncNotice Notice(SyncSubject subject, SourceSituation situation) =>
        new(source, subject, situation.State, situation.Reason, situation.Message) { Commit = situation.Commit };

    private void Record(SyncNotice notice, ImmutableArray<string> errors)
    {
        if (!notice.State.IsWrong())
        {
            events.SourceNormal(source, notice.Reason, notice.Message);
            return;
        }

        events.SourceWarning(source, workload: null, notice.Reason, notice.Message);
        foreach (var error in errors.Take(MostErrors))
            events.SourceWarning(source, workload: null, Reasons.InvalidManifest, error);
        if (errors.Length > MostErrors)
            events.SourceWarning(
                source, workload: null, Reasons.InvalidManifest,
                $"{source}: {errors.Length - MostErrors} more. See: oci-reconciler get sources -o wide");
    }
}
