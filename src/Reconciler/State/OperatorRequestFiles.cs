using OciReconciler.Model.Workloads;

namespace OciReconciler.State;

/// <summary>Directories in which each file is named after a workload.</summary>
internal static class OperatorRequestFiles
{
    /// <summary>Others are being written, or are nobody's.</summary>
    public static bool Counts(string name) => WorkloadKey.IsName(name);

    /// <summary>The workloads that files are there of. A directory that is not there has none.</summary>
    public static IReadOnlySet<WorkloadKey> In(string directory)
    {
        try
        {
            return WorkloadFiles.In(directory).Where(wish => File.Exists(wish.Path)).Select(wish => wish.Key).ToHashSet();
        }
        catch (Exception failure) when (failure is DirectoryNotFoundException or UnauthorizedAccessException)
        {
            // Gone since, or for root alone to see: commands of others go on without.
            return new HashSet<WorkloadKey>();
        }
    }
}
