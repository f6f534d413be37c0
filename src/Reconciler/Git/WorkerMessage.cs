using System.Text.Json.Serialization;

namespace OciReconciler.Git;

/// <summary>
/// What the worker says: a line of JSON each. Any number of <see cref="File"/>, each followed by its bytes, then one
/// <see cref="Done"/>; or <see cref="Failed"/>. A closed hierarchy.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "is")]
[JsonDerivedType(typeof(File), "file")]
[JsonDerivedType(typeof(Done), "done")]
[JsonDerivedType(typeof(Failed), "failed")]
internal abstract record WorkerMessage
{
    /// <summary>The longest line, in bytes; has 120 ignored entries in it.</summary>
    public const int LongestLine = 768 * 1024;

    private WorkerMessage()
    {
    }

    /// <summary>A file; in ordinal order of their paths.</summary>
    /// <param name="Size">So many bytes follow the line.</param>
    public sealed record File(string Path, long Size) : WorkerMessage;

    /// <summary>The end of an answer.</summary>
    /// <param name="Unchanged">The commit is the known one; no file was sent.</param>
    public sealed record Done(
        WorkerCommit Commit, bool Unchanged, IReadOnlyList<WorkerIgnored> Ignored, string? VerifiedBy = null) : WorkerMessage;

    /// <summary>The other end of an answer; as <see cref="GitException"/>.</summary>
    public sealed record Failed(
        string Reason, string Message, WorkerCommit? Commit = null, string? Tip = null, bool IsRewound = false,
        bool EndsWorker = false) : WorkerMessage;
}

/// <summary>As <see cref="Model.Git.CommitInfo"/>.</summary>
/// <param name="Time">Seconds since 1970.</param>
internal sealed record WorkerCommit(string Id, string Author, string Subject, long Time);

/// <summary>As <see cref="IgnoredTreeEntry"/>.</summary>
internal sealed record WorkerIgnored(string Path, string Reason, bool IsNeeded = false);
