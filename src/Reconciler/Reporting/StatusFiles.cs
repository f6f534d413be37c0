using OciReconciler.Files;
using OciReconciler.Model.Status;
using OciReconciler.State;

namespace OciReconciler.Reporting;

/// <summary>Published statuses.</summary>
internal static class StatusFiles
{
    private static readonly FileFormat<WorkloadStatus> Format = FileFormat.Json(
        ".json", StatusJsonContext.Default.WorkloadStatus, AtomicFile.Write, (key, status) => status.Name == key.Name && status.IsWhole);

    /// <summary>The statuses in a directory.</summary>
    public static WorkloadFiles<WorkloadStatus> In(string directory, StateFiles state) => new(directory, Format, state);

    /// <summary>All statuses in a directory, by name: none where it is not there. Files that cannot be read are left out.</summary>
    public static IReadOnlyList<WorkloadStatus> ReadAll(string directory)
    {
        var files = In(directory, StateFiles.ReadOnly);
        return [.. files.Named().Select(files.TryRead).OfType<WorkloadStatus>()];
    }

    /// <summary>One status, or null when there is none that can be read.</summary>
    public static WorkloadStatus? Read(string directory, WorkloadKey key, StateFiles state) => In(directory, state).TryRead(key);
}
