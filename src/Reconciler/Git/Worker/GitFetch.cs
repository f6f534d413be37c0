using OciReconciler.Model.Git;

namespace OciReconciler.Git.Worker;

/// <summary>
/// One request from beginning to end: find the commit, fetch its history, verify it, see that it descends from the one before, and only
/// then read a file of it.
/// </summary>
internal sealed class GitFetch(WorkerRequest request, GitRemote remote, GitCommands git, SignatureCheck signatures)
{
    /// <summary>Runs it.</summary>
    /// <param name="memory">What an earlier request of this worker came to; what this one comes to afterwards.</param>
    /// <param name="send">Gets each file.</param>
    /// <exception cref="GitException">It could not be fetched, or is refused.</exception>
    public async Task<FoundRevision> RunAsync(
        FetchMemory memory, Func<string, ReadOnlyMemory<byte>, Task> send, CancellationToken cancellationToken)
    {
        if (RepositoryUrl.Parse(request.Url).Kind == RepositoryUrlKind.None)
            throw new GitException(Reasons.GitFailed, "The address is none of https://, ssh://, user@host:path and file://: correct it.");
        var tip = await remote.FindAsync(cancellationToken);
        memory.Tip = tip.Target;
        if (memory.Recall(tip, request) is { } known)
            return known;
        var fetched = await remote.FetchAsync(tip, cancellationToken);
        memory.Tip = fetched.Target;
        var text = new GitObjectText(await git.ReadAsync("commit", fetched.Target, cancellationToken));
        var commit = text.ToCommit(fetched.Target);
        try
        {
            var verifiedBy = request.Signed is { } signed
                ? await signatures.VerifyAsync(signed, fetched, commit.Id, text, cancellationToken)
                : null;
            if (!request.AllowRewind)
                await RequireDescentAsync(commit, cancellationToken);
            var found = new FoundRevision(fetched, commit, verifiedBy, request.Known == commit.Id.Digits, []);
            if (!found.IsUnchanged)
                found = found with { Ignored = await ReadAsync(fetched, commit, send, cancellationToken) };
            memory.Keep(found, request);
            return found;
        }
        catch (GitException failure) when (failure is { IsOfCommit: true, SpoilsCache: false })
        {
            var refusal = new GitException(failure.Reason, failure.Message, failure)
            {
                Commit = commit,
                // Whoever waits for the accepted one has to know, whatever is looked at first.
                IsRewound = failure.IsRewound || await NotDescendedFromAsync(commit, cancellationToken) is not null,
            };
            memory.Keep(fetched, request, refusal);
            throw refusal;
        }
    }

    private async Task RequireDescentAsync(CommitInfo commit, CancellationToken cancellationToken)
    {
        if (await NotDescendedFromAsync(commit, cancellationToken) is { } accepted)
        {
            throw new GitException(
                Reasons.GitRewound,
                $"Commit {commit.Id.Abbreviated} does not descend from {accepted.Abbreviated}, which was accepted last: the history "
                + "was rewound or replaced. If that was intended, take it with sync --allow-rewind.");
        }
    }

    // The accepted commit when it is not in the history of this one; null: it is, or there is none.
    private async Task<CommitId?> NotDescendedFromAsync(CommitInfo commit, CancellationToken cancellationToken) =>
        CommitId.TryParse(request.Accepted, out var accepted) && accepted != commit.Id
        && !await git.IsAncestorAsync(accepted, commit.Id, cancellationToken)
            ? accepted
            : null;

    private async Task<IReadOnlyList<IgnoredTreeEntry>> ReadAsync(
        GitTip tip, CommitInfo commit, Func<string, ReadOnlyMemory<byte>, Task> send, CancellationToken cancellationToken)
    {
        var tree = await git.ResolveAsync($"{commit.Id.Digits}:{request.Path}", cancellationToken);
        if (tree is not { } id || await git.TypeAsync(id, cancellationToken) != "tree")
        {
            throw new GitException(
                Reasons.GitPathNotFound,
                $"Commit {commit.Id.Abbreviated} has no directory {RepositoryPaths.Shown(request.Path)}: restore it, or correct the path.");
        }

        var listing = new TreeListing(request);
        await git.StreamAsync(["ls-tree", "-r", "-z", "--full-tree", id.Digits], default, listing.ReadAsync, cancellationToken);
        var blobs = new BlobReader(request, git, (ids, token) => remote.FetchBlobsAsync(tip, ids, token));
        await blobs.ReadAsync(id, listing.Files, send, cancellationToken);
        return listing.Ignored;
    }
}

/// <summary>What a request found.</summary>
/// <param name="IsUnchanged">The commit is the known one: no file was read.</param>
internal sealed record FoundRevision(
    GitTip Tip, CommitInfo Commit, string? VerifiedBy, bool IsUnchanged, IReadOnlyList<IgnoredTreeEntry> Ignored);
