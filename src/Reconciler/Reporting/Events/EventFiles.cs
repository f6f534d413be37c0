using System.Collections.Immutable;
using OciReconciler.Model.Events;
using OciReconciler.Model.Workloads;

namespace OciReconciler.Reporting.Events;

/// <summary>Names of rings' files, and their reading, which needs no controller.</summary>
internal static class EventFiles
{
    private const string Suffix = ".jsonl";

    // No workload's name begins like this.
    private const string Sources = "_sources" + Suffix;

    /// <summary>True for the name of a ring's file.</summary>
    public static bool Counts(string name) => name.EndsWith(Suffix, StringComparison.Ordinal) && name[0] != '.';

    /// <summary>The file of a workload's ring; null: of the ring of files and directories without a workload.</summary>
    public static string PathOf(string directory, string? workload) => Path.Combine(directory, workload is null ? Sources : workload + Suffix);

    /// <summary>Files of workloads' rings. A directory that is not there has none.</summary>
    public static IReadOnlyList<FileInfo> Rings(string directory) => Directory.Exists(directory)
        ? [.. new DirectoryInfo(directory).EnumerateFiles("*" + Suffix).Where(file => file.Name != Sources && Counts(file.Name))]
        : [];

    /// <summary>Whose ring a file is.</summary>
    public static WorkloadKey WorkloadOf(FileInfo ring) => new(ring.Name[..^Suffix.Length]);

    /// <summary>The events of one workload, or all of them, by last time. Throws UnauthorizedAccessException or IOException.</summary>
    public static ImmutableArray<WorkloadEvent> Read(string directory, string? workload)
    {
        if (workload is not null)
            return ReadRing(PathOf(directory, workload)).Events;
        string[] paths = [PathOf(directory, null), .. Rings(directory).Select(file => file.FullName)];
        return [.. paths.SelectMany(path => ReadRing(path).Events).OrderBy(read => read.LastTime)];
    }

    /// <summary>One ring; an empty one when there is no such file.</summary>
    public static EventLog ReadRing(string path)
    {
        try
        {
            return EventLines.Parse(File.ReadAllBytes(path));
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            return new EventLog([], 0, IsDamaged: false);
        }
    }
}
