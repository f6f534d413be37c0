using System.Text.Json;
using System.Text.Json.Serialization;
using OciReconciler.Model.Git;

namespace OciReconciler.Hooks;

/// <summary>
/// What a hook reads from standard input: one JSON object. Fields may be added in a version; what is there stays as it is.
/// </summary>
internal sealed record SyncHookInput
{
    private const int MessageCharacters = 4096;

    /// <summary>1.</summary>
    public int Version { get; init; } = 1;

    /// <summary>This host: the name that manifests are rendered for.</summary>
    public required string Host { get; init; }

    /// <summary>When it was told, UTC.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The source's name.</summary>
    public required string Source { get; init; }

    /// <summary>waiting, accepted, applied, failed, refused or rolledBack.</summary>
    public required string State { get; init; }

    /// <summary>Somebody has to do something: because of this, or of anything else of the source.</summary>
    public required bool IsWrong { get; init; }

    /// <summary>One of <see cref="Reasons"/>.</summary>
    public required string Reason { get; init; }

    /// <summary>Sentences for people.</summary>
    public required string Message { get; init; }

    /// <summary>The commit that it is about, or null.</summary>
    public SyncHookCommit? Commit { get; init; }

    /// <summary>The commit that was applied last, or null.</summary>
    public SyncHookCommit? Applied { get; init; }

    /// <summary>A notice as a hook gets it.</summary>
    public static byte[] ToUtf8(SyncNotice notice, string host, DateTimeOffset time) => JsonSerializer.SerializeToUtf8Bytes(
        new SyncHookInput
        {
            Host = host,
            Time = time,
            Source = notice.Source,
            State = notice.State.Name(),
            IsWrong = notice.SourceIsWrong,
            Reason = notice.Reason,
            Message = notice.Message.Length <= MessageCharacters ? notice.Message : notice.Message[..MessageCharacters] + "...",
            Commit = CommitOf(notice.Commit),
            Applied = CommitOf(notice.Applied),
        },
        SyncHookJsonContext.Default.SyncHookInput);

    private static SyncHookCommit? CommitOf(CommitInfo? commit) =>
        commit is null ? null : new SyncHookCommit(commit.Id.Digits, commit.Author, commit.Subject, commit.Time);
}

/// <summary>A commit as a hook gets it.</summary>
internal sealed record SyncHookCommit(string Id, string Author, string Subject, DateTimeOffset Time);

/// <summary>Source-generated JSON of what hooks get.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SyncHookInput))]
internal sealed partial class SyncHookJsonContext : JsonSerializerContext;
