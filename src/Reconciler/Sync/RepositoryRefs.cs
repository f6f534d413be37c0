using OciReconciler.Model.Git;

namespace OciReconciler.Sync;

/// <summary>Which directories of a repository on this host change when somebody pushes to it.</summary>
internal static class RepositoryRefs
{
    /// <summary>The directories of the repository of a URL; none for one that is not on this host.</summary>
    /// <param name="reference">The ref that is followed.</param>
    public static IReadOnlyList<string> Directories(string url, string reference)
    {
        if (RepositoryUrl.LocalPath(url) is not { } path)
            return [];
        var inside = Path.Combine(path, ".git");
        var repository = Directory.Exists(inside) ? inside : path;
        var name = reference.StartsWith("refs/", StringComparison.Ordinal) ? reference["refs/".Length..] : "heads/" + reference;
        var parent = Path.GetDirectoryName(name) is { Length: > 0 } directory ? directory : "heads";
        return [.. new[] { repository, Path.Combine(repository, "refs", parent), Path.Combine(repository, "refs", "tags") }
            .Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Whether a file of such a name says where refs lead.</summary>
    public static bool Counts(string name) => !name.EndsWith(".lock", StringComparison.Ordinal);
}
