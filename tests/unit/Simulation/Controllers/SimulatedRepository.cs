using System.Security.Cryptography;
using OciReconciler.Git;
using OciReconciler.Model.Git;
using OciReconciler.Model.Manifests.Trees;

namespace OciReconciler.UnitTests.Simulation.Controllers;

/// <summary>A repository with one branch, as a client of git sees it.</summary>
internal sealed class SimulatedRepository
{
    private static readonly DateTimeOffset Origin = new(2029, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly Dictionary<CommitId, Commit> _commits = [];

    /// <summary>What the branch names; null: it is not there.</summary>
    public CommitId? Head { get; private set; }

    /// <summary>What each fetch fails with; null: none does.</summary>
    public GitException? Failure { get; set; }

    /// <summary>How long each fetch takes at least.</summary>
    public TimeSpan Slowness { get; set; }

    /// <summary>Commits that no known key has signed.</summary>
    public HashSet<CommitId> Unsigned { get; } = [];

    /// <summary>What was asked for.</summary>
    public List<FetchRequest> Requests { get; } = [];

    /// <summary>How often files were handed over.</summary>
    public int Transfers { get; private set; }

    /// <summary>Commits on top of the branch.</summary>
    public CommitId Push(params (string Path, string Text)[] files)
    {
        var id = IdOf(_commits.Count + 1);
        _commits[id] = new Commit(
            new CommitInfo(id, "Ada", $"Change {_commits.Count + 1}", Origin.AddMinutes(_commits.Count)),
            Head,
            [.. files.Select(file => new TreeFile(file.Path, Encoding.UTF8.GetBytes(file.Text)))
                .OrderBy(file => file.Path, StringComparer.Ordinal)]);
        Head = id;
        return id;
    }

    /// <summary>A forced push of what was there before.</summary>
    public void Reset(CommitId? head) => Head = head;

    /// <summary>As the client of a source does it.</summary>
    public FetchedRevision Fetch(FetchRequest request)
    {
        Requests.Add(request);
        if (Failure is { } failure)
            throw failure;
        if (Head is not { } head)
            throw new GitException(Reasons.GitRefNotFound, "There is no branch main.");
        var commit = _commits[head];
        var isRewound = request.Accepted is { } accepted && !Descends(head, accepted);
        if (Unsigned.Contains(head))
            throw new GitException(Reasons.GitVerificationFailed, $"{head.Abbreviated} is not signed.")
            {
                Commit = commit.Info, IsRewound = isRewound,
            };
        if (isRewound && !request.AllowRewind)
            throw new GitException(Reasons.GitRewound, $"{head.Abbreviated} does not descend from {request.Accepted?.Abbreviated}.")
            {
                Commit = commit.Info,
            };
        if (request.Known == head)
            return new FetchedRevision(commit.Info, default, [], null);
        Transfers++;
        return new FetchedRevision(commit.Info, commit.Files, [], null);
    }

    /// <summary>Whether a commit descends from another, or is it.</summary>
    public bool IsAncestor(CommitId ancestor, CommitId commit) => Descends(commit, ancestor);

    private bool Descends(CommitId commit, CommitId ancestor)
    {
        for (CommitId? at = commit; at is { } id; at = _commits[id].Parent)
        {
            if (id == ancestor)
                return true;
        }

        return false;
    }

    private static CommitId IdOf(int number)
    {
        var digits = Convert.ToHexStringLower(SHA256.HashData(BitConverter.GetBytes(number)))[..40];
        return CommitId.TryParse(digits, out var id) ? id : throw new InvalidOperationException(digits);
    }

    private sealed record Commit(CommitInfo Info, CommitId? Parent, ImmutableArray<TreeFile> Files);
}
