using OciReconciler.Files;

namespace OciReconciler.State;

/// <summary>
/// Which workloads are paused: one empty file each, on disk, so that it outlives a restart and a reboot. Commands write them, the
/// controller only reads.
/// </summary>
internal sealed class PauseFiles(string directory)
{
    private readonly WorkloadFiles<string> _files = new(directory, FileFormat.Text(PrivateFile.WriteAndSync), StateFiles.ReadOnly);

    /// <summary>Where they lie.</summary>
    public string Directory => directory;

    /// <summary>Whether a workload is paused.</summary>
    public bool Has(WorkloadKey key) => _files.Has(key);

    /// <summary>All that are paused.</summary>
    public IReadOnlySet<WorkloadKey> All() => _files.Keys();

    /// <summary>Pauses. Throws IOException or UnauthorizedAccessException.</summary>
    /// <returns>False when it was paused already.</returns>
    public bool Add(WorkloadKey key)
    {
        if (Has(key))
            return false;
        _files.Write(key, "");
        return true;
    }

    /// <summary>Resumes. Throws IOException or UnauthorizedAccessException.</summary>
    /// <returns>False when it was not paused.</returns>
    public bool Remove(WorkloadKey key)
    {
        StateDirectory.RequireSearchable(directory);
        if (!Has(key))
            return false;
        _files.Delete(key);
        AtomicFile.SyncDirectory(directory);
        return true;
    }
}
