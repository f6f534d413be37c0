using OciReconciler.Model.Git;

namespace OciReconciler.Git;

/// <summary>A fetch failed, or what was fetched is refused.</summary>
/// <param name="reason">One of <see cref="Reasons"/>, Git...</param>
/// <param name="message">What happened and what to do: one or two sentences for people.</param>
internal sealed class GitException(string reason, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>One of <see cref="Reasons"/>.</summary>
    public string Reason => reason;

    /// <summary>The commit that is refused; null when none was fetched.</summary>
    public CommitInfo? Commit { get; init; }

    /// <summary>
    /// What the ref names, as far as the server said so before anything failed: a commit, or an object that no listing resolved to one.
    /// </summary>
    public CommitId? Tip { get; init; }

    /// <summary>The commit is refused, and does not descend from the accepted one of the request, whatever else is wrong with it.</summary>
    public bool IsRewound { get => field || reason == Reasons.GitRewound; init; }

    /// <summary>
    /// Whether it says something of the commit. Whatever else fails while one is looked at does not: the server is away, or the disk is
    /// full.
    /// </summary>
    public bool IsOfCommit => reason is
        Reasons.GitVerificationFailed or Reasons.GitRewound or Reasons.GitTooLarge or Reasons.GitPathNotFound;

    /// <summary>What the worker has on disk is damaged, has filled the disk, or is more than one fetch may bring: it begins anew.</summary>
    public bool SpoilsCache { get; init; }

    /// <summary>Something of the worker may be stuck, or be in the way of its programs: the next request is for a new one.</summary>
    public bool EndsWorker { get; init; }
}
