using OciReconciler.Sources;
using OciReconciler.Threading;

namespace OciReconciler.Triggers;

/// <summary>Makes watches of files. All that they report is a hint to observe; without inotify they report nothing.</summary>
/// <param name="start">Starts what reads inotify.</param>
internal sealed class FileWatches(StartInotify start)
{
    /// <summary>Watches one directory.</summary>
    /// <param name="directory">Absolute path; need not exist.</param>
    /// <param name="wake">Called on any thread.</param>
    /// <param name="counts">Names of files that matter.</param>
    public DirectoryWatch Directory(string directory, ChangeHandler wake, Func<string, bool> counts) => new(directory, wake, counts, start);

    /// <summary>Watches the files that workloads are made from.</summary>
    /// <param name="add">Gets the key of a workload of whose files one was written; on any thread.</param>
    public InputFileWatch Inputs(Action<WorkloadKey> add) => new(add, start);

    /// <summary>Watches the directories in /run that units have of their own.</summary>
    /// <param name="add">Gets the key of a workload whose directory came or went; on any thread.</param>
    public RuntimeDirectoryWatch RuntimeDirectories(Action<WorkloadKey> add) => new("/run", add, start);
}
