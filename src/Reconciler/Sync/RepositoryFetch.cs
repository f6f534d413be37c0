using OciReconciler.Git;
using OciReconciler.Resilience;

namespace OciReconciler.Sync;

/// <summary>What came of a fetch; neither a revision nor a refusal: it failed.</summary>
/// <param name="Request">What was asked for.</param>
/// <param name="Fetched">What the ref names, or null.</param>
/// <param name="Refused">Why what the ref names is refused, with its commit; or null.</param>
internal sealed record RepositoryAnswer(FetchRequest Request, FetchedRevision? Fetched, GitException? Refused)
{
    /// <summary>Why it failed, one of <see cref="Reasons"/>; null: it did not.</summary>
    public string? Failed { get; init; }

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
        var answer = await FetchAsync(request, cancellationToken);
        return answer with { Duration = time.GetElapsedTime(began) };
    }

    private async Task<RepositoryAnswer> FetchAsync(FetchRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var fetched = await client.FetchAsync(request, cancellationToken);
            Answered();
            Seen.Fetched(fetched, time.GetUtcNow());
            return new RepositoryAnswer(request, fetched, null);
        }
        catch (GitException refused) when (refused is { Commit: not null, IsOfCommit: true })
        {
            Answered();
            Seen.Refused(refused.Commit, time.GetUtcNow());
            return new RepositoryAnswer(request, null, refused);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever is wrong with one repository, the controller goes on with all else.
            var git = failure as GitException;
            var reason = git?.Reason ?? Reasons.GitFailed;
            if (git?.Tip is { } tip)
                Seen.NotFetched(tip);
            // A server that answers is not asked less often: the ref may come at any time.
            schedule.End(failed: reason is not (Reasons.GitRefNotFound or Reasons.GitPathNotFound));
            troubles.NotFetched(reason, git?.Message ?? RootCause.Of(failure).Message);
            return new RepositoryAnswer(request, null, null) { Failed = reason };
        }
    }

    private void Answered()
    {
        schedule.End(failed: false);
        troubles.Fetched();
    }
}
