using System.IO.Enumeration;
using OciReconciler.Configuration;
using OciReconciler.Files;
using OciReconciler.Model.Manifests;
using OciReconciler.Model.Manifests.Json;
using OciReconciler.Model.Manifests.Trees;
using OciReconciler.Sources;

namespace OciReconciler.Cli;

/// <summary>A working directory of a repository, read as the controller would get it: regular files alone, no link followed.</summary>
/// <param name="Files">In order of path.</param>
/// <param name="Problems">Files that cannot be taken.</param>
internal sealed record TreeDirectory(ImmutableArray<TreeFile> Files, ImmutableArray<ManifestError> Problems)
{
    private const string GitDirectory = ".git";
    private const string Suffix = ".json";
    private const int MaxFiles = 10_000;
    private const long MaxBytes = 256L * 1024 * 1024;

    /// <summary>Reads it.</summary>
    /// <exception cref="CommandFailure">It is no directory, cannot be listed, or has too much in it.</exception>
    public static TreeDirectory Read(string directory)
    {
        if (!Directory.Exists(directory))
            throw new CommandFailure(ExitCodes.Usage, $"{directory} is no directory: --host and --all-hosts take those of repositories.");
        try
        {
            var files = ImmutableArray.CreateBuilder<TreeFile>();
            var problems = ImmutableArray.CreateBuilder<ManifestError>();
            long bytes = 0;
            foreach (var path in List(directory))
            {
                var content = Content(Path.Combine(directory, path), path, problems);
                bytes += content?.Length ?? 0;
                if (bytes > MaxBytes)
                    throw new CommandFailure(
                        ExitCodes.Wrong, $"{directory} has more than the {MaxBytes} bytes that are read of a repository.");
                if (content is not null)
                    files.Add(new TreeFile(path, content));
            }

            return new TreeDirectory(files.ToImmutable(), problems.ToImmutable());
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(ExitCodes.Wrong, $"{directory} cannot be listed: {failure.Message}");
        }
    }

    private static List<string> List(string directory)
    {
        var options = new EnumerationOptions
        {
            AttributesToSkip = FileAttributes.None,
            IgnoreInaccessible = false,
            RecurseSubdirectories = true,
        };
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
        var found = new FileSystemEnumerable<string>(root, (ref FileSystemEntry entry) => entry.ToFullPath(), options)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => IsLink(ref entry) || !entry.IsDirectory,
            ShouldRecursePredicate = (ref FileSystemEntry entry) => !IsLink(ref entry) && !entry.FileName.SequenceEqual(GitDirectory),
        };
        var paths = new List<string>();
        foreach (var path in found)
        {
            if (paths.Count == MaxFiles)
                throw new CommandFailure(ExitCodes.Wrong, $"{directory} has more than the {MaxFiles} files that are read of a repository.");
            paths.Add(Path.GetRelativePath(root, path));
        }

        paths.Sort(StringComparer.Ordinal);
        return paths;
    }

    private static bool IsLink(ref FileSystemEntry entry) => entry.Attributes.HasFlag(FileAttributes.ReparsePoint);

    // What is no manifest is only looked for by name: what is large or no regular file can be nothing of ours.
    private static byte[]? Content(string file, string path, ImmutableArray<ManifestError>.Builder problems)
    {
        var isRead = path.EndsWith(Suffix, StringComparison.Ordinal);
        if (FileStat.OfEntry(file, out var stat) != 0)
            return null;
        if (stat.IsLink && isRead)
            problems.Add(new ManifestError(
                file, 1, "$", "is not read, since it is a link: none is followed in a repository. Put the file itself there.",
                IsWarning: true));
        if (stat.IsLink || (!isRead && (!stat.IsRegular || stat.Size > ManifestParser.MaxFileBytes)))
            return null;
        switch (ManifestFileReader.Read(file, stat))
        {
            case FileContent.Read read:
                return read.Bytes;
            case FileContent.Unreadable unreadable:
                problems.Add(new ManifestError(file, 1, "$", unreadable.Reason));
                return null;
            default:
                problems.Add(new ManifestError(file, 1, "$", "changes while it is read: wait until its writer is done"));
                return null;
        }
    }
}
