using OciReconciler.Hooks;
using OciReconciler.Model.Git;
using OciReconciler.Reporting.Events;

namespace OciReconciler.Sync;

/// <summary>
/// Records as events, and hands on as notices, what is new of a git source: each thing once, however often it is found again. For one loop.
/// </summary>
/// <param name="source">The source's name.</param>
/// <param name="notify">Takes what somebody may want to be told.</param>
internal sealed class SourceTeller(string source, EventRecorder events, Action<SyncNotice> notify)
{
    // Errors of one revision at one time: the ring of events has room for a hundred.
    private const int MostErrors = 10;

    private SourceSituation? _fetch;
    private SourceSituation? _revision;
    private SourceSituation? _notice;

    /// <summary>
    /// What is known already when the controller starts is no news; unless something else was told meanwhile, such as that it could not be
    /// read.
    /// </summary>
    public void Begin(SourceSituation? revision) => (_revision, _notice) = (revision, _notice ?? revision);

    /// <summary>Records what is new.</summary>
    /// <param name="fetch">What keeps it from being fetched, or null.</param>
    /// <param name="revision">What became of the newest revision, or null.</param>
    /// <param name="applied">The commit that was applied last.</param>
    public void Tell(SourceSituation? fetch, SourceSituation? revision, CommitInfo? applied)
    {
        if (fetch is null && _fetch is not null)
            events.SourceNormal(source, Reasons.SourceRecovered, $"{source} can be fetched again.");
        if (fetch is not null && !fetch.Says(_fetch))
            events.SourceWarning(source, workload: null, fetch.Reason, fetch.Message);
        if (revision is not null && !revision.Says(_revision))
            Record(revision);
        (_fetch, _revision) = (fetch, revision);
        if ((fetch ?? revision) is { } now && !now.Says(_notice))
        {
            _notice = now;
            notify(new SyncNotice(source, now.State, now.Reason, now.Message) { Commit = now.Commit, Applied = applied });
        }
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

    private void Record(SourceSituation revision)
    {
        if (!revision.IsWrong)
        {
            events.SourceNormal(source, revision.Reason, revision.Message);
            return;
        }

        events.SourceWarning(source, workload: null, revision.Reason, revision.Message);
        foreach (var error in revision.Errors.Take(MostErrors))
            events.SourceWarning(source, workload: null, Reasons.InvalidManifest, error);
        if (revision.Errors.Length > MostErrors)
            events.SourceWarning(
                source, workload: null, Reasons.InvalidManifest,
                $"{source}: {revision.Errors.Length - MostErrors} more. See: oci-reconciler get sources -o wide");
    }
}
