using OciReconciler.Model.Events;
using OciReconciler.State;

namespace OciReconciler.Reporting.Events;

/// <summary>Names of rings' files, and their reading, which needs no controller.</summary>
internal static class EventFiles
{
    private const string Suffix = ".jsonl";

    // No workload's name begins like this.
    private const string Sources = "_sources" + Suffix;

    /// <summary>True for the name of a ring's file.</summary>
    public static bool Counts(string name) =>
        name == Sources || (name.EndsWith(Suffix, StringComparison.Ordinal) && WorkloadKey.IsName(name[..^Suffix.Length]));

    /// <summary>The file of a workload's ring; null: of the ring of files and directories without a workload.</summary>
    public static string PathOf(string directory, WorkloadKey? workload) =>
        workload is { } key ? WorkloadFiles.PathOf(directory, key, Suffix) : Path.Combine(directory, Sources);

    /// <summary>Workloads that have a ring. A directory that is not there has none.</summary>
    public static IEnumerable<(WorkloadKey Workload, string Path)> Rings(string directory) => WorkloadFiles.In(directory, Suffix);

    /// <summary>The events of one workload, or all of them, by last time. Throws UnauthorizedAccessException or IOException.</summary>
    public static ImmutableArray<WorkloadEvent> Read(string directory, WorkloadKey? workload)
    {
        if (workload is not null)
            return ReadRing(PathOf(directory, workload), StateFiles.ReadOnly).Events;
        string[] paths = [PathOf(directory, null), .. Rings(directory).Select(ring => ring.Path)];
        return [.. paths.SelectMany(path => ReadRing(path, StateFiles.ReadOnly).Events).OrderBy(read => read.LastTime)];
    }

    /// <summary>One ring; an empty one when there is no such file.</summary>
    public static EventLog ReadRing(string path, StateFiles state) => state.Read(path, bytes => EventLines.Parse(bytes)) ?? EventLog.Empty;
}
