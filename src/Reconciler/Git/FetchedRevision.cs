using OciReconciler.Model.Git;
using OciReconciler.Model.Manifests.Trees;

namespace OciReconciler.Git;

/// <summary>A commit that was fetched and, where that is asked for, verified.</summary>
/// <param name="Commit">The commit that the ref names.</param>
/// <param name="Files">Its files below the source's path, by path in ordinal order; default when the commit is the known one.</param>
/// <param name="Ignored">
/// What lies there and is not handed over: first what is needed, at most 100, then at most 20 others.
/// </param>
/// <param name="VerifiedBy">Whose signature it bears: the principal or key; null: signatures are not asked for.</param>
internal sealed record FetchedRevision(
    CommitInfo Commit, ImmutableArray<TreeFile> Files, ImmutableArray<IgnoredTreeEntry> Ignored, string? VerifiedBy);

/// <summary>An entry of a repository that is not read.</summary>
/// <param name="Path">Below the source's path; for people, may hold anything.</param>
/// <param name="Reason">Why not and what to do, without a subject ("is a symbolic link: ...").</param>
/// <param name="IsNeeded">It lies where a file would be read: without it the others mean something else.</param>
internal sealed record IgnoredTreeEntry(string Path, string Reason, bool IsNeeded = false);
