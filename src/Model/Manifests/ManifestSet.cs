using OciReconciler.Model.Manifests.Json;
using OciReconciler.Model.Manifests.Sets;

namespace OciReconciler.Model.Manifests;

/// <summary>
/// Checks across files: two files with one name, two workloads with one unit name, cycles; names of dependencies (warnings or errors);
/// ports of the host that are published twice (warnings). Pure; any thread.
/// </summary>
public static class ManifestSet
{
    /// <summary>Errors that no file has by itself, by file and line: see <see cref="Find"/>.</summary>
    public static ImmutableArray<ManifestError> Check(
        IReadOnlyList<ManifestFile> files, bool unknownDependencyIsError, IReadOnlySet<WorkloadKey>? elsewhere = null) =>
        [.. Find(files, unknownDependencyIsError, elsewhere).Select(found => found.Error)];

    /// <summary>
    /// What no file has by itself, by file and line, and who takes part: once in each file that has to do with it, and at most 1000 times
    /// in one file.
    /// </summary>
    /// <param name="unknownDependencyIsError">True for a whole directory; a single file gets warnings.</param>
    /// <param name="elsewhere">Workloads that other manifests declare: a dependency on one of them is known.</param>
    public static ImmutableArray<SetError> Find(
        IReadOnlyList<ManifestFile> files, bool unknownDependencyIsError, IReadOnlySet<WorkloadKey>? elsewhere = null)
    {
        var workloads = files.SelectMany(file => file.Workloads).ToList();
        var errors = new SetErrorSink();
        NameCheck.Find(workloads, errors);
        CycleCheck.Find(workloads, errors);
        var ofOtherHosts = files.SelectMany(file => file.Elsewhere).Select(workload => workload.Key);
        DependencyCheck.FindUnknown(
            workloads, elsewhere ?? ImmutableHashSet<WorkloadKey>.Empty, ofOtherHosts, unknownDependencyIsError, errors);
        HostPortCheck.Find(workloads, errors);
        return errors.IsEmpty ? [] : errors.ToSorted(OrderOf(files));
    }

    private static Dictionary<string, int> OrderOf(IReadOnlyList<ManifestFile> files)
    {
        var order = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var index = 0; index < files.Count; index++)
            order.TryAdd(files[index].File, index);
        return order;
    }
}
