namespace OciReconciler.Sync;

/// <summary>Which directories of a repository on this host change when somebody pushes to it.</summary>
internal static class RepositoryRefs
{
    private const string Scheme = "file://";

    /// <summary>The directories of the repository of a URL; none for one that is not on this host.</summary>
    /// <param name="reference">The ref that is followed.</param>
    public static IReadOnlyList<string> Directories(string url, string reference)
    {
        if (!url.StartsWith(Scheme, StringComparison.Ordinal) || PathOf(url) is not { } path)
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

    private static string? PathOf(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.IsFile && parsed.Host.Length == 0 ? parsed.LocalPath : null;
}
