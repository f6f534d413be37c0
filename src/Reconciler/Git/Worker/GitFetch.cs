using OciReconciler.Model.Git;

namespace OciReconciler.Git.Worker;

/// <summary>
/// One request from beginning to end: find the commit, fetch its history, verify it, see that it descends from the one before, and only
/// then read a file of it.
/// </summary>
internal sealed class GitFetch(WorkerRequest request, GitRemote remote, GitCommands git, SignatureCheck signatures)
{
    /// <summary>Runs it.</summary>
    /// <param name="last">What an earlier request of this worker found.</param>
    /// <param name="send">Gets each file.</param>
    /// <exception cref="GitException">It could not be fetched, or is refused.</exception>
    public async Task<FoundRevision> RunAsync(
        FoundRevision? last, Func<string, ReadOnlyMemory<byte>, Task> send, CancellationToken cancellationToken)
    {
        if (RepositoryUrl.Parse(request.Url).Kind == RepositoryUrlKind.None)
            throw new GitException(Reasons.GitFailed, "The address is none of https://, ssh://, user@host:path and file://: correct it.");
        var tip = await remote.FindAsync(cancellationToken);
        if (last is not null && last.Tip == tip && IsKnown(last.Commit.Id))
            return last with { IsUnchanged = true, Ignored = [] };
        var fetched = await remote.FetchAsync(tip, cancellationToken);
        var text = new GitObjectText(await git.ReadAsync("commit", fetched.Target, cancellationToken));
        var commit = text.ToCommit(fetched.Target);
        try
        {
            var verifiedBy = request.Signed is { } signed
                ? await signatures.VerifyAsync(signed, fetched, commit.Id, text, cancellationToken)
                : null;
            await RequireDescentAsync(commit, cancellationToken);
            var found = new FoundRevision(fetched, commit, verifiedBy, IsKnown(commit.Id), []);
            return found.IsUnchanged ? found : found with { Ignored = await ReadAsync(fetched, commit, send, cancellationToken) };
        }
        catch (GitException refused) when (refused.Commit is null)
        {
            throw new GitException(refused.Reason, refused.Message, refused) { Commit = commit };
        }
    }

    // Files of the known commit are there; that it was accepted last as well leaves nothing to compare.
    private bool IsKnown(CommitId commit) =>
        request.Known == commit.Digits && (request.Accepted is null || request.AllowRewind || request.Accepted == commit.Digits);

    private async Task RequireDescentAsync(CommitInfo commit, CancellationToken cancellationToken)
    {
        if (request.AllowRewind || !CommitId.TryParse(request.Accepted, out var accepted) || accepted == commit.Id)
            return;
        if (await git.IsAncestorAsync(accepted, commit.Id, cancellationToken))
            return;
        throw new GitException(
            Reasons.GitRewound,
            $"Commit {commit.Id.Abbreviated} does not descend from {accepted.Abbreviated}, which was accepted last: the history "
            + "was rewound or "
            + "replaced. If that was intended, take it with sync --allow-rewind.");
    }

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
