namespace OciReconciler.State;

/// <summary>
/// Remembers which on-demand workloads ran when the controller took them down, so that they run again after it, also when the
/// controller is killed in between. Files in /run: a reboot ends their running for good.
/// </summary>
internal sealed class RestartMarkers(string directory)
{
    private readonly WorkloadFiles<string> _files = new(directory, FileFormat.Text(PrivateFile.Write), StateFiles.ReadOnly);

    public bool Has(WorkloadKey key) => _files.Has(key);

    /// <summary>All that are to be started again.</summary>
    public IReadOnlySet<WorkloadKey> All() => _files.Keys();

    public void Add(WorkloadKey key) => _files.Write(key, "");

    public void Remove(WorkloadKey key)
    {
        if (_files.Exists)
            _files.Delete(key);
    }
}
