using System.Collections.Immutable;
using OciReconciler.Model.Manifests.Sets;
using OciReconciler.Model.Workloads;

namespace OciReconciler.Model.Manifests;

/// <summary>
/// Checks across files: two files with one name, two workloads with one unit name, cycles; names of dependencies (warnings or errors);
/// ports of the host that are published twice (warnings). Pure; any thread.
/// </summary>
public static class ManifestSet
{
    /// <summary>
    /// Errors that no file has by itself. Each error is reported at each of the workloads that take part.
    /// </summary>
    /// <param name="files">Valid files.</param>
    /// <param name="unknownDependencyIsError">True for a whole directory; a single file gets warnings.</param>
    /// <param name="elsewhere">Workloads that other manifests declare: a dependency on one of them is known.</param>
    public static ImmutableArray<ManifestError> Check(
        IReadOnlyList<ManifestFile> files, bool unknownDependencyIsError, IReadOnlySet<WorkloadKey>? elsewhere = null)
    {
        var workloads = files.SelectMany(file => file.Workloads).ToList();
        var order = files.Select((file, index) => (file.File, index)).GroupBy(pair => pair.File, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.First().index, StringComparer.Ordinal);
        return
        [
            .. NameCheck.Find(workloads)
                .Concat(DependencyCheck.FindUnknown(workloads, elsewhere ?? ImmutableHashSet<WorkloadKey>.Empty, unknownDependencyIsError))
                .Concat(CycleCheck.Find(workloads))
                .Concat(HostPortCheck.Find(workloads))
                .OrderBy(error => order[error.File])
                .ThenBy(error => error.Line),
        ];
    }
}
