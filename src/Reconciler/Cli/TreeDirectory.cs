using OciReconciler.Configuration;
using OciReconciler.Files;
using OciReconciler.Git;
using OciReconciler.Model.Manifests.Json;
using OciReconciler.Model.Manifests.Trees;
using OciReconciler.Sources;

namespace OciReconciler.Cli;

/// <summary>
/// A working directory of a repository, read as the controller gets the commit of it, by the same <see cref="RepositoryPaths"/>: regular
/// files that are manifests, values, overlays or ciphertext; no link is followed, and no repository within it read. What git does not
/// track is not known here, and read as well.
/// </summary>
/// <param name="Files">In order of path.</param>
/// <param name="Problems">What cannot be taken: an error where the controller refuses the revision for it.</param>
internal sealed record TreeDirectory(ImmutableArray<TreeFile> Files, ImmutableArray<ManifestError> Problems)
{
    /// <summary>Reads it.</summary>
    /// <param name="mostFiles">As many may be in it without a warning.</param>
    /// <exception cref="CommandFailure">It is no directory, cannot be listed, or has too much in it.</exception>
    public static TreeDirectory Read(string directory, int mostFiles)
    {
        if (!Directory.Exists(directory))
            throw new CommandFailure(ExitCodes.Usage, $"{directory} is no directory: --host and --all-hosts take those of repositories.");
        try
        {
            return new Reading(directory).Read(mostFiles);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(ExitCodes.Wrong, $"{directory} cannot be listed: {failure.Message}");
        }
    }

    /// <summary>One reading.</summary>
    private sealed class Reading(string directory)
    {
        private readonly ImmutableArray<TreeFile>.Builder _files = ImmutableArray.CreateBuilder<TreeFile>();
        private readonly ImmutableArray<ManifestError>.Builder _problems = ImmutableArray.CreateBuilder<ManifestError>();
        private int _warnings;
        private long _bytes;

        public TreeDirectory Read(int mostFiles)
        {
            foreach (var entry in WorkingTree.List(directory))
                Add(entry);
            if (_files.Count > mostFiles)
                _problems.Add(new ManifestError(
                    directory, 1, "$", $"has {_files.Count} files that are read, and a source may have {mostFiles} of any kind: raise its "
                        + "maxFiles", IsWarning: true));
            return new TreeDirectory(_files.ToImmutable(), _problems.ToImmutable());
        }

        private void Add(WorkingEntry entry)
        {
            if (entry.Fault is { } fault)
                Leave(entry, fault);
            else if (Content(Path.Combine(directory, entry.Path), entry.Path) is { } content)
                Take(entry.Path, content);
        }

        // Links that are no folders are many in what other tools install, and are missed by nobody.
        private void Leave(WorkingEntry entry, string fault)
        {
            if (RepositoryPaths.IsNeeded(entry.Path))
                Add(entry.Path, fault, isWarning: false);
            else if (entry.IsFolder && _warnings++ < RepositoryPaths.MostIgnored)
                Add(entry.Path, fault, isWarning: true);
        }

        private void Take(string path, byte[] content)
        {
            _bytes += RepositoryPaths.BytesOf(path, content.Length);
            if (_bytes > RepositoryPaths.MostBytes)
            {
                throw new CommandFailure(
                    ExitCodes.Wrong,
                    $"The files in {directory} that are read have more than the {RepositoryPaths.MostBytes} bytes that a source may have: "
                    + "move away what is no manifest, or make several sources of it. What git does not track counts here.");
            }

            _files.Add(new TreeFile(path, content));
        }

        private byte[]? Content(string file, string path)
        {
            var isThere = FileStat.OfEntry(file, out var stat) == 0;
            if (isThere && !stat.IsRegular && !RepositoryPaths.IsNeeded(path))
                return null;
            switch (isThere ? ManifestFileReader.Read(file, stat) : new FileContent.Changing())
            {
                case FileContent.Read read:
                    return read.Bytes;
                case FileContent.Unreadable unreadable:
                    Add(path, unreadable.Reason, isWarning: false);
                    return null;
                default:
                    Add(path, "changes while it is read: wait until its writer is done", isWarning: false);
                    return null;
            }
        }

        private void Add(string path, string message, bool isWarning) =>
            _problems.Add(new ManifestError(Path.Combine(directory, path), 1, "$", message, isWarning));
    }
}
