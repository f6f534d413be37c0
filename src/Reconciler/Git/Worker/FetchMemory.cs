using OciReconciler.Model.Git;

namespace OciReconciler.Git.Worker;

/// <summary>
/// What the last request came to, so that the next one needs no more than a look at the ref while nothing is new. For one worker.
/// </summary>
internal sealed class FetchMemory(TimeProvider time)
{
    // Keys expire, and begin to hold, while their files stay as they are.
    private static readonly TimeSpan VerificationLasts = TimeSpan.FromHours(1);

    private FoundRevision? _found;
    private string? _accepted;
    private RefusedTip? _refused;

    /// <summary>What the ref names by the request that is answered now; null: the server has not said so yet.</summary>
    public CommitId? Tip { get; set; }

    /// <summary>The answer to a request, or null when it has to be looked up.</summary>
    /// <param name="tip">What the ref names now.</param>
    /// <exception cref="GitException">The commit was refused, and is still.</exception>
    public FoundRevision? Recall(GitTip tip, WorkerRequest request)
    {
        if (_refused is { } refused && refused.Tip == tip && refused.Accepted == request.Accepted && !request.AllowRewind
            && Lasts(refused))
            throw refused.Refusal;
        if (_found is { } found && found.Tip == tip && found.Commit.Id.Digits == request.Known && Descends(found, request))
            return found with { IsUnchanged = true, Ignored = [] };
        (_found, _refused) = (null, null);
        return null;
    }

    /// <summary>A request found a revision.</summary>
    public void Keep(FoundRevision found, WorkerRequest request) =>
        (_found, _accepted, _refused) = (found, request.AllowRewind ? null : request.Accepted, null);

    /// <summary>A commit was refused.</summary>
    public void Keep(GitTip tip, WorkerRequest request, GitException refusal) =>
        (_found, _refused) = (null, request.AllowRewind ? null : new RefusedTip(tip, request.Accepted, refusal, time.GetTimestamp()));

    private bool Lasts(RefusedTip refused) =>
        refused.Refusal.Reason != Reasons.GitVerificationFailed || time.GetElapsedTime(refused.At) < VerificationLasts;

    // It was compared with the accepted one before, or there is nothing to compare.
    private bool Descends(FoundRevision found, WorkerRequest request) =>
        request.Accepted is not { } accepted || request.AllowRewind || accepted == found.Commit.Id.Digits || accepted == _accepted;

    private sealed record RefusedTip(GitTip Tip, string? Accepted, GitException Refusal, long At);
}
