using OciReconciler.Git;
using OciReconciler.Model.Git;
using OciReconciler.Sources;

namespace OciReconciler.Sync;

/// <summary>Which commits of a repository this process has seen. For one loop.</summary>
internal sealed class SeenCommits
{
    /// <summary>What the ref named last.</summary>
    public GitCommitReport? Wanted { get; private set; }

    /// <summary>Whose files were fetched last.</summary>
    public GitCommitReport? Taken { get; private set; }

    /// <summary>Whose signature was good last.</summary>
    public GitCommitReport? Verified { get; private set; }

    /// <summary>When the repository was last fetched without a failure.</summary>
    public DateTimeOffset? LastFetch { get; private set; }

    /// <summary>What the ref named last, also where that could not be fetched; null: this process does not know.</summary>
    public CommitId? Tip { get; private set; }

    /// <summary>The ref names a commit, which could not be fetched.</summary>
    public void NotFetched(CommitId tip) => Tip = tip;

    /// <summary>The ref names a commit.</summary>
    public void Fetched(FetchedRevision fetched, DateTimeOffset now)
    {
        Tip = fetched.Commit.Id;
        LastFetch = now;
        Wanted = Of(Wanted, fetched.Commit, now);
        if (!fetched.Files.IsDefault)
            Taken = Of(Taken, fetched.Commit, now);
        if (fetched.VerifiedBy is not null)
            Verified = Of(Verified, fetched.Commit, now);
    }

    /// <summary>The ref names a commit that was refused before its files were read.</summary>
    public void Refused(CommitInfo commit, DateTimeOffset now) =>
        (LastFetch, Wanted, Tip) = (now, Of(Wanted, commit, now), commit.Id);

    // A commit that is seen again was seen when it was seen first.
    private static GitCommitReport Of(GitCommitReport? before, CommitInfo commit, DateTimeOffset now) =>
        before?.Commit == commit.Id.Digits ? before : GitCommitReport.Of(commit, now);
}
