using OciReconciler.Configuration;
using OciReconciler.Files;
using OciReconciler.State;

namespace OciReconciler.Sync;

/// <summary>
/// Which git sources are frozen: one empty file each, on disk, so that it outlives a restart and a reboot. Commands write them, the
/// controller only reads.
/// </summary>
internal sealed class FreezeFiles(string directory)
{
    /// <summary>Where they lie.</summary>
    public string Directory => directory;

    /// <summary>Whether a source is frozen.</summary>
    public bool Has(string source) => File.Exists(PathOf(source));

    /// <summary>Freezes. Throws IOException or UnauthorizedAccessException.</summary>
    /// <returns>False when it was frozen already.</returns>
    public bool Add(string source)
    {
        if (Has(source))
            return false;
        PrivateFile.WriteAndSync(PathOf(source), []);
        return true;
    }

    /// <summary>Unfreezes. Throws IOException or UnauthorizedAccessException.</summary>
    /// <returns>False when it was not frozen.</returns>
    public bool Remove(string source)
    {
        StateDirectory.RequireSearchable(directory);
        if (!Has(source))
            return false;
        File.Delete(PathOf(source));
        AtomicFile.SyncDirectory(directory);
        return true;
    }

    private string PathOf(string source) => SourceNames.IsValid(source)
        ? Path.Combine(directory, source)
        : throw new ArgumentException("This is no name of a git source.", nameof(source));
}
