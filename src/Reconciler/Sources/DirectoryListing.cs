using System.IO.Enumeration;
using OciReconciler.Files;

namespace OciReconciler.Sources;

/// <summary>One full listing of a directory by its path.</summary>
/// <param name="State">Ready, missing or unreadable.</param>
/// <param name="FileSystem">Where the directory lies, as far as that can be told; null unless ready.</param>
/// <param name="Names">Names that count; empty unless ready.</param>
/// <param name="Ignored">What does not count and may have been meant to.</param>
internal sealed record DirectoryListing(
    SourceState State, FileSystemIdentity? FileSystem, ImmutableArray<string> Names, IgnoredEntries Ignored)
{
    private const int Attempts = 3;

    /// <summary>Lists <paramref name="directory"/>. Never throws: what is wrong is the state.</summary>
    public static DirectoryListing Of(string directory)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            int error = FileStat.OfPath(directory, out var before);
            if (error != 0 || !before.IsDirectory)
                return Failed(Explain(directory, error, before));
            try
            {
                var fileSystem = FileSystemIdentity.Of(directory);
                var entries = List(directory);
                if (FileStat.OfPath(directory, out var after) == 0 && (after.Device, after.Inode) == (before.Device, before.Inode))
                {
                    return new DirectoryListing(SourceState.Ready, fileSystem, Counting(entries), IgnoredEntries.Among(directory, entries));
                }
            }
            catch (DirectoryNotFoundException)
            {
                // The directory is gone since the stat: the next attempt tells.
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                return Failed(Unreadable(directory, failure.Message));
            }
        }

        return Failed(Unreadable(directory, "it is replaced faster than it can be listed"));
    }

    /// <summary>
    /// Every entry of a directory, and whether it is a directory or a link to one. Throws IOException or UnauthorizedAccessException.
    /// </summary>
    public static IReadOnlyList<(string Name, bool IsDirectory)> List(string directory)
    {
        var options = new EnumerationOptions { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };
        return [.. new FileSystemEnumerable<(string, bool)>(
            directory, (ref FileSystemEntry entry) => (entry.FileName.ToString(), entry.IsDirectory), options)];
    }

    /// <summary>Names that count, in order.</summary>
    public static ImmutableArray<string> Counting(IEnumerable<(string Name, bool IsDirectory)> entries) =>
        [.. entries.Select(entry => entry.Name).Where(ManifestFileName.Counts).Order(StringComparer.Ordinal)];

    private static DirectoryListing Failed(SourceState state) => new(state, null, [], IgnoredEntries.None);

    private static SourceState Explain(string directory, int error, FileStat stat) => error switch
    {
        0 => new SourceState(
            SourceStateKind.Missing,
            $"{directory} is {stat.TypeName}, not a directory. Nothing that runs is removed. Make it a directory: it is waited for."),
        LibC.ErrorNoEntry or LibC.ErrorNotDirectory => new SourceState(
            SourceStateKind.Missing,
            $"{directory} does not exist. Nothing that runs is removed. Create or mount it: it is waited for."),
        _ => Unreadable(directory, System.Runtime.InteropServices.Marshal.GetPInvokeErrorMessage(error)),
    };

    private static SourceState Unreadable(string directory, string reason) => new(
        SourceStateKind.Unreadable,
        $"{directory} cannot be listed: {reason}. Nothing that runs is removed. Make it readable for the controller.");
}
