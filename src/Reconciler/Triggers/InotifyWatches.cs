using OciReconciler.Model.Workloads;
using OciReconciler.Sources;
using OciReconciler.Threading;

namespace OciReconciler.Triggers;

/// <summary>Watches by inotify.</summary>
internal sealed class InotifyWatches : IWatches
{
    /// <inheritdoc/>
    public IDirectoryWatch Directory(string directory, ChangeHandler wake, Func<string, bool> counts) =>
        new DirectoryWatch(directory, wake, counts);

    /// <inheritdoc/>
    public IInputFileWatch Inputs(Action<WorkloadKey> add) => new InputFileWatch(add);

    /// <inheritdoc/>
    public IRuntimeDirectoryWatch RuntimeDirectories(Action<WorkloadKey> add) => new RuntimeDirectoryWatch("/run", add);
}
