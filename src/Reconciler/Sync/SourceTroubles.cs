using OciReconciler.Hooks;
using OciReconciler.Model.Git;

namespace OciReconciler.Sync;

/// <summary>What is wrong with a git source now, each thing since it was found first. For one loop.</summary>
internal sealed class SourceTroubles(TimeProvider time)
{
    private SourceSituation? _fetch;
    private SourceSituation? _disk;

    /// <summary>What keeps the source from being fetched, or its revisions from being kept; or null.</summary>
    public SourceSituation? Failure => _disk ?? _fetch;

    /// <summary>What keeps its revisions from being kept, or null.</summary>
    public SourceSituation? DiskFailure => _disk;

    /// <summary>Why the newest revision is refused, or null.</summary>
    public SourceSituation? Refusal { get; private set; }

    /// <summary>It was fetched.</summary>
    public void Fetched() => _fetch = null;

    /// <summary>It could not be fetched.</summary>
    public void NotFetched(string reason, string message) =>
        _fetch = Newer(_fetch, new SourceSituation(SyncState.Failed, reason, message, null, time.GetUtcNow()));

    /// <summary>Reads or writes what is kept of the source.</summary>
    /// <returns>False: the disk failed, and that is what is wrong until it does not.</returns>
    public bool TryDisk(Action access)
    {
        try
        {
            access();
            _disk = null;
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            var message = $"{Sentences.Ended(failure.Message)} What is in force stays. Free space there, or make it writable; it is tried "
                + "again.";
            _disk = Newer(_disk, new SourceSituation(SyncState.Failed, Reasons.RevisionNotKept, message, null, time.GetUtcNow()));
            return false;
        }
    }

    /// <summary>A commit is refused before its files were read.</summary>
    public void Refuse(string reason, string message, CommitInfo commit) =>
        Refuse(new SourceSituation(SyncState.Refused, reason, message, commit, time.GetUtcNow()));

    /// <summary>A revision is refused.</summary>
    public void Refuse(SourceSituation refusal) => Refusal = Newer(Refusal, refusal);

    /// <summary>No revision is refused any more.</summary>
    public void Forgive() => Refusal = null;

    private static SourceSituation Newer(SourceSituation? before, SourceSituation now) => now.Says(before) ? before! : now;
}
