namespace OciReconciler.Git.Worker;

/// <summary>The repository of the server: what its refs name, and its history in the worker's cache.</summary>
internal sealed class GitRemote(WorkerRequest request, GitCommands git, WorkerCache cache, TimeProvider time)
{
    private const int Sha256Digits = 64;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    /// <summary>What the ref names now. One round trip where nothing is new; none for a commit, which stays what it is.</summary>
    /// <exception cref="GitException">The server does not say, or has no such ref.</exception>
    public async Task<GitTip> FindAsync(CancellationToken cancellationToken)
    {
        var wanted = GitRef.Parse(request.Ref);
        if (wanted.Commit is { } commit)
            return new GitTip(commit.Digits, commit, commit);
        if (wanted.Kinds.Any() || !cache.IsOf(request.Url))
            return wanted.Find(await git.ListRemoteAsync(wanted, cancellationToken));
        // ls-remote has the server send the names of all refs for this one; fetch asks for it by its name, and brings what is new at once.
        await FetchAsync(wanted.Candidates[0], cancellationToken);
        return await FetchedAsync(wanted.Candidates[0], cancellationToken);
    }

    /// <summary>Has what the ref names in the cache, with its history.</summary>
    /// <returns>As it was when it was fetched, which may be later.</returns>
    /// <exception cref="GitException">It cannot be fetched, or names no commit.</exception>
    public async Task<GitTip> FetchAsync(GitTip tip, CancellationToken cancellationToken)
    {
        var format = tip.Object.Digits.Length == Sha256Digits ? "sha256" : "sha1";
        var purpose = $"{format} {request.Url}";
        if (!cache.Has(purpose))
        {
            await git.InitializeAsync(format, cancellationToken);
            cache.Mark(purpose);
        }

        if (await git.ResolveAsync(GitCommands.Ref, cancellationToken) != tip.Object)
            await FetchAsync(tip.Name, cancellationToken);
        return await FetchedAsync(tip.Name, cancellationToken);
    }

    private async Task<GitTip> FetchedAsync(string name, CancellationToken cancellationToken)
    {
        if (await git.ResolveAsync(GitCommands.Ref, cancellationToken) is not { } id
            || await git.TypeAsync(id, cancellationToken) is not { } type)
            throw new GitException(Reasons.GitFailed, "The cache of the repository is damaged, and is made anew.") { SpoilsCache = true };
        return type is "commit" or "tag" && await git.ResolveAsync($"{GitCommands.Ref}^{{commit}}", cancellationToken) is { } commit
            ? new GitTip(name, id, commit)
            : throw new GitException(Reasons.GitRefNotFound, $"{name} names no commit: correct the ref.");
    }

    /// <summary>Has the contents of files in the cache.</summary>
    /// <exception cref="GitException">They cannot be fetched.</exception>
    public async Task FetchBlobsAsync(GitTip tip, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        try
        {
            await WithinLimitAsync(token => git.FetchBlobsAsync(ids, token), cancellationToken);
        }
        catch (GitException refusal) when (refusal.Reason == Reasons.GitRefNotFound)
        {
            // A server may leave contents out and yet hand out none by its id: over ssh, sshd drops the variable by which git asks for
            // version 2 of its protocol, and uploadpack.allowAnySHA1InWant is off by default in the one before.
            cache.MarkWhole();
            await FetchAsync(tip.Name, GitCommands.AgainWithContents, cancellationToken);
        }
    }

    private Task FetchAsync(string name, CancellationToken cancellationToken) =>
        FetchAsync(name, cache.IsWhole ? GitCommands.WithContents : GitCommands.WithoutContents, cancellationToken);

    private Task FetchAsync(string name, ImmutableArray<string> options, CancellationToken cancellationToken) =>
        WithinLimitAsync(token => git.FetchAsync(name, options, token), cancellationToken);

    // Ends a fetch when it brings more than the source allows.
    private async Task WithinLimitAsync(Func<CancellationToken, Task> fetch, CancellationToken cancellationToken)
    {
        var before = cache.Bytes;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using (time.CreateTimer(_ => CancelIfTooLarge(over, before), null, Look, Look))
        {
            try
            {
                await fetch(over.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw TooLarge();
            }
            finally
            {
                // What came past git's own protocol was not looked at, and must not count as fetched the next time.
                if (!git.IsByProtocol && cache.Bytes != before)
                    cache.Clear();
            }
        }

        if (IsTooLarge(before))
            throw TooLarge();
    }

    private bool IsTooLarge(long before) => cache.Bytes - before > request.MaxBytes;

    private void CancelIfTooLarge(CancellationTokenSource over, long before)
    {
        try
        {
            if (IsTooLarge(before))
                over.Cancel();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // git removes files while they are counted: the next look, or the one at the end, sees all.
        }
    }

    private GitException TooLarge() => new(
        Reasons.GitTooLarge,
        $"One fetch of the repository brings more than maxBytes ({request.MaxBytes}): remove what is large, or raise maxBytes.")
    {
        SpoilsCache = true,
    };
}
