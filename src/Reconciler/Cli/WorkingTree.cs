using System.IO.Enumeration;
using OciReconciler.Files;
using OciReconciler.Git;

namespace OciReconciler.Cli;

/// <summary>What lies in a working directory of a repository, other than what nobody looks at.</summary>
internal static class WorkingTree
{
    private const string GitEntry = ".git";
    private const char Undecodable = '\ufffd';

    private const string OtherRepository =
        "is a repository of its own, which git takes for a submodule, and submodules are not fetched: make it a source of its own";

    /// <summary>Files of names that are read, links, and repositories within this one, by path. Throws as a listing does.</summary>
    public static IReadOnlyList<WorkingEntry> List(string directory)
    {
        var options = new EnumerationOptions
        {
            AttributesToSkip = FileAttributes.None,
            IgnoreInaccessible = false,
            RecurseSubdirectories = true,
        };
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
        var found = new FileSystemEnumerable<WorkingEntry>(root, (ref FileSystemEntry entry) => EntryOf(ref entry, root), options)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) =>
                IsLink(ref entry) || (entry.IsDirectory ? IsRepository(ref entry) : RepositoryPaths.IsWanted(entry.FileName.ToString())),
            ShouldRecursePredicate = (ref FileSystemEntry entry) =>
                !IsLink(ref entry) && !entry.FileName.SequenceEqual(GitEntry) && !IsRepository(ref entry),
        };
        return [.. found.OrderBy(entry => entry.Path, StringComparer.Ordinal)];
    }

    private static WorkingEntry EntryOf(ref FileSystemEntry entry, string root)
    {
        var path = Path.GetRelativePath(root, entry.ToFullPath());
        if (IsLink(ref entry))
            return new WorkingEntry(path, RepositoryPaths.Link, Directory.Exists(entry.ToFullPath()));
        if (entry.IsDirectory)
            return new WorkingEntry(path, OtherRepository, IsFolder: true);
        // The runtime puts that character in the place of what is no UTF-8.
        var fault = RepositoryPaths.Fault(path.Contains(Undecodable, StringComparison.Ordinal) ? null : path);
        return new WorkingEntry(path, fault, IsFolder: false);
    }

    private static bool IsLink(ref FileSystemEntry entry) => entry.Attributes.HasFlag(FileAttributes.ReparsePoint);

    // A submodule has a file of that name, and another repository a directory.
    private static bool IsRepository(ref FileSystemEntry entry) =>
        FileStat.OfEntry(Path.Combine(entry.ToFullPath(), GitEntry), out _) == 0;
}

/// <summary>An entry of a working directory.</summary>
/// <param name="Path">Below the directory.</param>
/// <param name="Fault">Why it is not taken, without a subject; null: it is a file that may be.</param>
/// <param name="IsFolder">It stands for a folder.</param>
internal sealed record WorkingEntry(string Path, string? Fault, bool IsFolder);
