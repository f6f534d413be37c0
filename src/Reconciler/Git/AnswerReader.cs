using System.Text.Json;
using OciReconciler.Configuration;
using OciReconciler.Model.Git;
using OciReconciler.Model.Manifests.Trees;

namespace OciReconciler.Git;

/// <summary>
/// Reads one answer of a worker, whom nothing is believed: what a hostile repository made of it may send anything. Memory is bounded by
/// the source's limits.
/// </summary>
internal sealed class AnswerReader(WireReader wire, GitSourceOptions source, FetchRequest request)
{
    private const int LongestMessage = 2000;
    private const int LongestPrincipal = 400;

    private static readonly HashSet<string> KnownReasons = new(StringComparer.Ordinal)
    {
        Reasons.GitUnreachable, Reasons.GitAccessDenied, Reasons.GitRefNotFound, Reasons.GitPathNotFound, Reasons.GitTooLarge,
        Reasons.GitVerificationFailed, Reasons.GitRewound, Reasons.GitFailed,
    };

    private readonly ImmutableArray<TreeFile>.Builder _files = ImmutableArray.CreateBuilder<TreeFile>();
    private long _bytes;

    /// <summary>The answer, or null when the worker ended without one.</summary>
    /// <exception cref="InvalidDataException">It is not what an answer is.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public async Task<GitAnswer?> ReadAsync(CancellationToken cancellationToken)
    {
        while (await wire.ReadLineAsync(WorkerMessage.LongestLine, cancellationToken) is { } line)
        {
            switch (Parse(line))
            {
                case WorkerMessage.File file:
                    await AddAsync(file, cancellationToken);
                    break;
                case WorkerMessage.Done done:
                    return new GitAnswer(RevisionOf(done), null);
                case WorkerMessage.Failed failed:
                    return new GitAnswer(null, FailureOf(failed));
                default:
                    throw new InvalidDataException("a line is no message");
            }
        }

        return _files.Count == 0 ? null : throw new InvalidDataException("it ended in the middle of an answer");
    }

    private static WorkerMessage? Parse(ReadOnlyMemory<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize(line.Span, WorkerJsonContext.Default.WorkerMessage);
        }
        catch (Exception failure) when (failure is JsonException or NotSupportedException)
        {
            throw new InvalidDataException("a line is no message", failure);
        }
    }

    private async Task AddAsync(WorkerMessage.File file, CancellationToken cancellationToken)
    {
        if (RepositoryPaths.Fault(file.Path) is not null || !RepositoryPaths.IsWanted(file.Path))
            throw new InvalidDataException("a file has a path that is not taken");
        if (_files.Count > 0 && string.CompareOrdinal(_files[^1].Path, file.Path) >= 0)
            throw new InvalidDataException("a file comes twice or out of order");
        if (_files.Count >= source.MaxFiles)
            throw new InvalidDataException("there are more files than are allowed");
        if (file.Size is < 0 or > RepositoryPaths.LongestFile)
            throw new InvalidDataException("a file has more bytes than are allowed");
        _bytes += RepositoryPaths.BytesOf(file.Path, file.Size);
        if (_bytes > Math.Min(source.MaxBytes, RepositoryPaths.MostBytes))
            throw new InvalidDataException("there are more bytes than are allowed");
        _files.Add(new TreeFile(file.Path, await wire.ReadBytesAsync((int)file.Size, cancellationToken)));
    }

    private FetchedRevision RevisionOf(WorkerMessage.Done done)
    {
        var commit = CommitOf(done.Commit);
        if (done.Unchanged && (request.Known != commit.Id || _files.Count > 0))
            throw new InvalidDataException("it says that nothing is new, of something new");
        if (source.Verify is null != done.VerifiedBy is null)
            throw new InvalidDataException("a signature is told of that nobody asked for, or none that was");
        if (done.Ignored.Count > RepositoryPaths.MostIgnored + RepositoryPaths.MostNeeded)
            throw new InvalidDataException("there are more ignored entries than are told of");
        return new FetchedRevision(
            commit,
            done.Unchanged ? default : _files.ToImmutable(),
            [.. done.Ignored.Select(IgnoredOf)],
            done.VerifiedBy is { } who ? RepositoryPaths.Shown(who, LongestPrincipal) : null);
    }

    private static IgnoredTreeEntry IgnoredOf(WorkerIgnored entry) => new(
        RepositoryPaths.Shown(entry.Path, RepositoryPaths.LongestPath), RepositoryPaths.Shown(entry.Reason), entry.IsNeeded);

    private static GitException FailureOf(WorkerMessage.Failed failed) => KnownReasons.Contains(failed.Reason)
        ? new GitException(failed.Reason, RepositoryPaths.Shown(failed.Message, LongestMessage))
        {
            Commit = failed.Commit is { } commit ? CommitOf(commit) : null,
            EndsWorker = failed.EndsWorker,
            Tip = failed.Tip is { } tip ? IdOf(tip) : null,
            IsRewound = failed.IsRewound,
        }
        : throw new InvalidDataException("it gives a reason that there is not");

    private static CommitId IdOf(string digits) =>
        CommitId.TryParse(digits, out var id) ? id : throw new InvalidDataException("it names a commit that is none");

    private static CommitInfo CommitOf(WorkerCommit commit)
    {
        var id = IdOf(commit.Id);
        if (commit.Time < 0 || commit.Time > DateTimeOffset.MaxValue.ToUnixTimeSeconds())
            throw new InvalidDataException("a commit has a time that there is not");
        return new CommitInfo(
            id, RepositoryPaths.Shown(commit.Author), RepositoryPaths.Shown(commit.Subject),
            DateTimeOffset.FromUnixTimeSeconds(commit.Time));
    }
}

/// <summary>An answer: one of both.</summary>
internal sealed record GitAnswer(FetchedRevision? Revision, GitException? Failure);
