namespace OciReconciler.Sync;

/// <summary>What an operator asked of a git source and is not done yet. For one loop.</summary>
internal sealed class PendingSync(string source, SyncRequests requests)
{
    private SyncRequest? _request;
    private string? _finished;
    private string? _fetchedFor;
    private bool _isDecided;

    /// <summary>Whether something is asked that was not fetched for yet: what was refused is looked at again.</summary>
    public bool Retries => _request is not null && !IsFetched;

    /// <summary>Whether a commit may be taken that does not descend from the one before.</summary>
    public bool AllowsRewind => Retries && _request!.AllowRewind;

    /// <summary>
    /// Whether windows and freezes do not count. Only after it has been fetched for: a newer commit is to end the wait of the one before,
    /// which may be what it mends.
    /// </summary>
    public bool IgnoresHolds => _request is { Now: true } && IsFetched && !_isDecided;

    /// <summary>Whether it has been fetched for; the outcome may be awaited still.</summary>
    public bool IsFetched { get; private set; }

    /// <summary>Looks for what is asked.</summary>
    /// <returns>Whether it is new.</returns>
    public bool Read()
    {
        var found = requests.Find(source);
        if (found?.Id == _finished)
            found = null;
        if (found?.Id == _request?.Id)
            return false;
        (_request, IsFetched, _isDecided) = (found, false, false);
        return found is not null;
    }

    /// <summary>A fetch begins; what is asked later is not answered by it.</summary>
    public void FetchBegins() => _fetchedFor = _request?.Id;

    /// <summary>It has ended.</summary>
    public void FetchEnded() => IsFetched |= _request is not null && _request.Id == _fetchedFor;

    /// <summary>What was fetched for it came into force or not: what comes later does not have its privileges.</summary>
    public void Decided() => _isDecided |= IsFetched;

    /// <summary>It is done.</summary>
    public void Finish(bool succeeded, string message)
    {
        if (_request is not { } request)
            return;
        requests.Finish(source, new SyncOutcome(request.Id, succeeded, message));
        (_finished, _request, IsFetched) = (request.Id, null, false);
    }
}
