using System.Text.Json.Serialization;
using OciReconciler.Configuration;
using OciReconciler.Git;
using OciReconciler.Model.Git;
using OciReconciler.Sources;

namespace OciReconciler.Sync;

/// <summary>A revision as state.json names it.</summary>
internal sealed record RevisionRecord
{
    /// <summary>All digits of the commit.</summary>
    public required string Commit { get; init; }

    /// <summary>Its author's name.</summary>
    public required string Author { get; init; }

    /// <summary>The first line of its message.</summary>
    public required string Subject { get; init; }

    /// <summary>When it was committed.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>When what the record says of it happened.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The address that it was fetched from.</summary>
    public required string Url { get; init; }

    /// <summary>The ref that named it.</summary>
    public required string Ref { get; init; }

    /// <summary>The path below which its files were read.</summary>
    public required string Path { get; init; }

    /// <summary>Whose signature it bears; null: none was asked for.</summary>
    public string? VerifiedBy { get; init; }

    /// <summary>The commit's name.</summary>
    [JsonIgnore]
    public CommitId Id => CommitId.TryParse(Commit, out var id) ? id : default;

    /// <summary>The commit, for people.</summary>
    [JsonIgnore]
    public CommitInfo Info => new(Id, Author, Subject, Time);

    /// <summary>Whether its commit is one.</summary>
    [JsonIgnore]
    public bool IsWhole => CommitId.TryParse(Commit, out _);

    /// <summary>A revision that a source fetched.</summary>
    public static RevisionRecord Of(FetchedRevision fetched, GitSourceOptions options, DateTimeOffset now) => new()
    {
        Commit = fetched.Commit.Id.Digits,
        Author = fetched.Commit.Author,
        Subject = fetched.Commit.Subject,
        Time = fetched.Commit.Time,
        At = now,
        Url = options.Url,
        Ref = options.Ref,
        Path = options.Path,
        VerifiedBy = fetched.VerifiedBy,
    };

    /// <summary>Whether it is what the configuration asks for: the same address and ref.</summary>
    public bool IsOf(GitSourceOptions options) =>
        string.Equals(Url, options.Url, StringComparison.Ordinal) && string.Equals(Ref, options.Ref, StringComparison.Ordinal);

    /// <summary>Whether it may come into force: a signature is there where the configuration asks for one.</summary>
    public bool IsVerifiedFor(GitSourceOptions options) => options.Verify is null || VerifiedBy is not null;

    /// <summary>Whether it is the same commit, read below the same path.</summary>
    public bool HasFilesOf(RevisionRecord? other) => other is not null && Commit == other.Commit && Path == other.Path;

    /// <summary>Whether it is the same commit, of the same address and ref, read below the same path.</summary>
    public bool IsSame(RevisionRecord other) => HasFilesOf(other) && (Url, Ref) == (other.Url, other.Ref);

    /// <summary>Whether it is the same revision, accepted at the same time: one may come into force again.</summary>
    public bool IsSameAcceptance(RevisionRecord other) => IsSame(other) && At == other.At;

    /// <summary>As sources.json has it.</summary>
    public GitCommitReport ToReport() => GitCommitReport.Of(Info, At);
}
