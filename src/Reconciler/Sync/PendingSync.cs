using OciReconciler.Model.Git;

namespace OciReconciler.Sync;

/// <summary>What an operator asked of a git source and is not done yet. For one loop.</summary>
internal sealed class PendingSync(string source, SyncRequests requests)
{
    private SyncRequest? _request;
    private string? _finished;
    private string? _fetchedFor;
    private string? _answeredFor;
    private CommitId? _fetched;
    private bool _isDecided;
    private bool _isReached;
    private string _remark = "";
    private ImmutableArray<string> _replaced = [];

    /// <summary>Whether something is asked that was not fetched for yet: what was refused is looked at again.</summary>
    public bool Retries => _request is not null && !IsFetched;

    /// <summary>Whether a commit may be fetched that does not descend from the one before.</summary>
    public bool AllowsRewind => Retries && _request!.AllowRewind;

    /// <summary>Whether it has been fetched for; the outcome may be awaited still.</summary>
    public bool IsFetched { get; private set; }

    /// <summary>Whether the forge answered it: that a later fetch fails is not its outcome.</summary>
    public bool IsReached => IsFetched && _isReached;

    /// <summary>Whether what is decided about now was fetched for it.</summary>
    public bool IsAnswered => IsFetched && !_isDecided;

    /// <summary>The number of the request that is decided about now, or null.</summary>
    public string? Answered => IsAnswered ? _request!.Id : null;

    /// <summary>Whether that may be a commit that does not descend from the one before.</summary>
    public bool TakesRewind => IsAnswered && _request!.AllowRewind;

    /// <summary>Whether windows and freezes do not count for a revision: it is the one that was fetched for it.</summary>
    public bool IgnoresHolds(RevisionRecord revision) => IsAnswered && _request!.Now && _fetched == revision.Id;

    /// <summary>Looks for what is asked.</summary>
    /// <param name="answered">
    /// The number of one that was decided about, over restarts: a controller that was ended before it had recorded the outcome must not
    /// carry it out upon whatever is newest then.
    /// </param>
    /// <returns>Whether it is new.</returns>
    public bool Read(string? answered)
    {
        _answeredFor ??= answered;
        var found = requests.Find(source);
        if (found?.Id == _finished)
            found = null;
        if (found?.Id == _request?.Id)
            return false;
        var isAnswered = found is not null && found.Id == answered;
        (_request, IsFetched, _isDecided, _remark) = (found is null ? null : Joined(found), isAnswered, isAnswered, "");
        _replaced = [.. found?.Replaced() ?? []];
        return found is not null && !isAnswered;
    }

    /// <summary>A fetch begins; what is asked later is not answered by it.</summary>
    public void FetchBegins() => _fetchedFor = _request?.Id;

    /// <summary>It has ended.</summary>
    /// <param name="fetched">What the ref names; null: it could not be fetched, or is refused.</param>
    /// <param name="isReached">The forge answered.</param>
    public void FetchEnded(CommitId? fetched, bool isReached)
    {
        if (_request is { } request && request.Id == _fetchedFor && !IsFetched)
            (IsFetched, _isReached, _fetched, _answeredFor) = (true, isReached, fetched, request.Id);
    }

    /// <summary>What was fetched for it came into force or not: what comes later does not have its privileges.</summary>
    public void Decided() => _isDecided |= IsFetched;

    /// <summary>Says something before what its outcome is.</summary>
    public void Remark(string sentence) => _remark = sentence;

    /// <summary>It is done.</summary>
    public void Finish(bool succeeded, string message)
    {
        if (_request is not { } request)
            return;
        requests.Finish(source, new SyncOutcome(request.Id, succeeded, Sentences.Join(_remark, message)) { Replaced = _replaced });
        (_finished, _request, IsFetched) = (request.Id, null, false);
    }

    // A plain request must not take away what was asked before it and not fetched for yet; what was answered has had its privileges.
    private SyncRequest Joined(SyncRequest found)
    {
        var (now, rewinds) = (found.Now, found.AllowRewind);
        for (var before = found.Replaces; before is not null; before = before.Replaces)
        {
            if (before.Id == _answeredFor || before.Id == _finished)
                break;
            var known = before.Id == _request?.Id ? _request : before;
            (now, rewinds) = (now || known.Now, rewinds || known.AllowRewind);
        }

        return found with { Now = now, AllowRewind = rewinds, Replaces = null };
    }
}
