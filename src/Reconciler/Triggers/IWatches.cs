using OciReconciler.Model.Workloads;
using OciReconciler.Sources;
using OciReconciler.Threading;

namespace OciReconciler.Triggers;

/// <summary>Makes watches of files. An event of them is a hint to observe, and no more.</summary>
internal interface IWatches
{
    /// <summary>Watches one directory.</summary>
    /// <param name="directory">Absolute path; need not exist.</param>
    /// <param name="wake">Called on any thread.</param>
    /// <param name="counts">Names of files that matter.</param>
    IDirectoryWatch Directory(string directory, ChangeHandler wake, Func<string, bool> counts);

    /// <summary>Watches the files that workloads are made from.</summary>
    /// <param name="add">Gets the key of a workload of whose files one was written; on any thread.</param>
    IInputFileWatch Inputs(Action<WorkloadKey> add);

    /// <summary>Watches the directories in /run that units have of their own.</summary>
    /// <param name="add">Gets the key of a workload whose directory came or went; on any thread.</param>
    IRuntimeDirectoryWatch RuntimeDirectories(Action<WorkloadKey> add);
}
