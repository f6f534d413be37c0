using OciReconciler.Files;
using OciReconciler.Model.Workloads;

namespace OciReconciler.State;

/// <summary>
/// Remembers which on-demand workloads ran when the controller took them down, so that they run again after it, also when the
/// controller is killed in between. Files in /run: a reboot ends their running for good.
/// </summary>
internal sealed class RestartMarkers(string directory)
{
    public bool Has(WorkloadKey key) => File.Exists(PathOf(key));

    public void Add(WorkloadKey key)
    {
        StateDirectory.MakePrivate(directory);
        AtomicFile.WritePrivately(PathOf(key), []);
    }

    public void Remove(WorkloadKey key)
    {
        if (Directory.Exists(directory))
            File.Delete(PathOf(key));
    }

    private string PathOf(WorkloadKey key) => WorkloadFiles.PathOf(directory, key);
}
