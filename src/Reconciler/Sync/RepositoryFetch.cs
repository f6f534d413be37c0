using OciReconciler.Git;
using OciReconciler.Resilience;

namespace OciReconciler.Sync;

/// <summary>What came of a fetch; neither a revision nor a refusal: it failed.</summary>
/// <param name="Request">What was asked for.</param>
/// <param name="Fetched">What the ref names, or null.</param>
/// <param name="Refused">Why what the ref names is refused, with its commit; or null.</param>
internal sealed record RepositoryAnswer(FetchRequest Request, FetchedRevision? Fetched, GitException? Refused)
{
    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; init; }
}

/// <summary>Fetches of one repository: when the next one is due, what was seen, and what failed. For one loop.</summary>
internal sealed class RepositoryFetch(IGitClient client, FetchSchedule schedule, SourceTroubles troubles, TimeProvider time)
{
    /// <summary>Which commits were seen.</summary>
    public SeenCommits Seen { get; } = new();

    /// <summary>Fetches.</summary>
    public async Task<RepositoryAnswer> TryAsync(FetchRequest request, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        schedule.Begin();
        var (fetched, refused) = await FetchAsync(request, cancellationToken);
        return new RepositoryAnswer(request, fetched, refused) { Duration = time.GetElapsedTime(began) };
    }

    private async Task<(FetchedRevision? Fetched, GitException? Refused)> FetchAsync(
        FetchRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var fetched = await client.FetchAsync(request, cancellationToken);
            Answered();
            Seen.Fetched(fetched, time.GetUtcNow());
            return (fetched, null);
        }
        catch (GitException refused) when (refused.Commit is not null && IsOfCommit(refused.Reason))
        {
            Answered();
            Seen.Refused(refused.Commit, time.GetUtcNow());
            return (null, refused);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever is wrong with one repository, the controller goes on with all else.
            var reason = failure is GitException git ? git.Reason : Reasons.GitFailed;
            // A server that answers is not asked less often: the ref may come at any time.
            schedule.End(failed: reason is not (Reasons.GitRefNotFound or Reasons.GitPathNotFound));
            troubles.NotFetched(reason, failure is GitException ? failure.Message : RootCause.Of(failure).Message);
            return (null, null);
        }
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
