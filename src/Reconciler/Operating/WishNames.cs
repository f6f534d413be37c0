using OciReconciler.Model.Workloads;

namespace OciReconciler.Operating;

/// <summary>Directories in which each file is named after a workload.</summary>
internal static class WishNames
{
    /// <summary>Hidden files are being written.</summary>
    public static bool Counts(string name) => name.Length > 0 && name[0] != '.';

    /// <summary>The workloads that files are there of. A directory that is not there has none.</summary>
    public static IReadOnlySet<WorkloadKey> In(string directory)
    {
        try
        {
            return Directory.EnumerateFiles(directory).Select(path => Path.GetFileName(path)).Where(Counts).Select(name => new WorkloadKey(name)).ToHashSet();
        }
        catch (DirectoryNotFoundException)
        {
            return new HashSet<WorkloadKey>();
        }
        catch (UnauthorizedAccessException)
        {
            // Root alone may look: commands of others go on without.
            return new HashSet<WorkloadKey>();
        }
    }
}
