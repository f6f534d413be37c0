using OciReconciler.Model.Workloads;

namespace OciReconciler.State;

/// <summary>Directories in which each file is named after a workload: the one place where a key becomes a path, and the name of a file a key.</summary>
internal static class WorkloadFiles
{
    /// <summary>The file of a workload.</summary>
    /// <param name="directory">Where it lies.</param>
    /// <param name="key">Whose it is.</param>
    /// <param name="suffix">What follows the workload's name.</param>
    public static string PathOf(string directory, WorkloadKey key, string suffix = "") => Path.Combine(directory, key.Name + suffix);

    /// <summary>
    /// What is named after workloads, whatever it is, in order of name. Anything else there is somebody else's. A directory that is not there has none. Throws IOException or UnauthorizedAccessException.
    /// </summary>
    public static IEnumerable<(WorkloadKey Key, string Path)> In(string directory, string suffix = "")
    {
        if (!Directory.Exists(directory))
            yield break;
        foreach (var path in Directory.GetFileSystemEntries(directory, "*" + suffix).Order(StringComparer.Ordinal))
        {
            if (WorkloadKey.TryParse(Path.GetFileName(path)[..^suffix.Length]) is { } key)
                yield return (key, path);
        }
    }
}
