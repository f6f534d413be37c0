using OciReconciler.Git;
using OciReconciler.Resilience;

namespace OciReconciler.Sync;

/// <summary>What came of a fetch.</summary>
/// <param name="Fetched">The commit; null: it failed, or the commit is refused.</param>
internal sealed record RepositoryAnswer(FetchedRevision? Fetched, TimeSpan Duration);

/// <summary>Fetches of one repository: when the next one is due, what was seen, and what failed. For one loop.</summary>
internal sealed class RepositoryFetch(IGitClient client, FetchSchedule schedule, SourceTroubles troubles, TimeProvider time)
{
    /// <summary>Which commits were seen.</summary>
    public SeenCommits Seen { get; } = new();

    /// <summary>Fetches; null: that failed, or what the ref names is refused.</summary>
    public async Task<FetchedRevision?> TryAsync(FetchRequest request, CancellationToken cancellationToken)
    {
        schedule.Begin();
        try
        {
            var fetched = await client.FetchAsync(request, cancellationToken);
            Answered();
            Seen.Fetched(fetched, time.GetUtcNow());
            return fetched;
        }
        catch (GitException refused) when (refused.Commit is not null && IsOfCommit(refused.Reason))
        {
            Answered();
            Seen.Refused(refused.Commit, time.GetUtcNow());
            troubles.Refuse(refused.Reason, refused.Message, refused.Commit);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever is wrong with one repository, the controller goes on with all else.
            var reason = failure is GitException git ? git.Reason : Reasons.GitFailed;
            // A server that answers is not asked less often: the ref may come at any time.
            schedule.End(failed: reason is not (Reasons.GitRefNotFound or Reasons.GitPathNotFound));
            troubles.NotFetched(reason, failure is GitException ? failure.Message : RootCause.Of(failure).Message);
        }

        return null;
    }

    // Between seeing a commit and having its files, server, network and disk may fail as before: that says nothing about the commit.
    private static bool IsOfCommit(string reason) =>
        reason is not (Reasons.GitUnreachable or Reasons.GitAccessDenied or Reasons.GitFailed);

    private void Answered()
    {
        schedule.End(failed: false);
        troubles.Fetched();
    }
}
