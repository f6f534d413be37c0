using OciReconciler.Model.Status;
using OciReconciler.Model.Workloads;
using OciReconciler.State;

namespace OciReconciler.Reporting;

/// <summary>Reads published statuses.</summary>
internal static class StatusFiles
{
    /// <summary>What follows a workload's name.</summary>
    public const string Suffix = ".json";

    /// <summary>All statuses in a directory, by name. A directory that is not there has none; a file that cannot be read is left out.</summary>
    public static IReadOnlyList<WorkloadStatus> ReadAll(string directory) =>
        [.. WorkloadFiles.In(directory, Suffix).Select(file => Read(directory, file.Key, StateFiles.ReadOnly)).OfType<WorkloadStatus>()];

    /// <summary>One status, or null when there is none that can be read.</summary>
    public static WorkloadStatus? Read(string directory, WorkloadKey key, StateFiles state)
    {
        var parser = StateJson.Parser(StatusJsonContext.Default.WorkloadStatus, status => status.Name == key.Name && status.IsWhole);
        return state.TryRead(WorkloadFiles.PathOf(directory, key, Suffix), parser);
    }
}
