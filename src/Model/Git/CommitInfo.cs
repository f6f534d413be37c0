namespace OciReconciler.Model.Git;

/// <summary>A commit, as people are shown it.</summary>
/// <param name="Author">Name of the author: one line without control characters, at most 200 characters.</param>
/// <param name="Subject">First line of the message; as above.</param>
/// <param name="Time">When it was committed, by the committer's clock.</param>
public sealed record CommitInfo(CommitId Id, string Author, string Subject, DateTimeOffset Time);
