using OciReconciler.Desired;
using OciReconciler.Hosting;
using OciReconciler.Model.Desired;
using OciReconciler.Model.Manifests.Documents;
using OciReconciler.Sources;
using OciReconciler.State;

namespace OciReconciler.Cli;

/// <summary>
/// What <c>plan</c> is about. A directory is taken as the whole of itself: what came from it and is not there any more would be removed. A
/// file says nothing of others; these stay as the controller has them.
/// </summary>
/// <param name="versions">Last valid revisions of the controller.</param>
internal sealed class PlanScope(IReadOnlyList<string> paths, ImmutableDictionary<WorkloadKey, LastValidRevision> versions)
{
    private readonly HashSet<string> _directories =
        paths.Where(Directory.Exists).Select(ManifestDirectorySource.Normalize).ToHashSet(StringComparer.Ordinal);

    /// <summary>Workloads that manifests elsewhere declare.</summary>
    public IReadOnlySet<WorkloadKey> Elsewhere => versions.Values.Where(IsElsewhere).Select(version => version.Key).ToHashSet();

    /// <summary>What would be wanted: what was loaded, beside what is declared elsewhere.</summary>
    public DesiredState StateOf(LoadedManifests loaded)
    {
        var workloads = versions.Values.Where(IsElsewhere).ToImmutableSortedDictionary(
            version => version.Key, version => new DesiredWorkload(version, [], 0));
        return new DesiredState
        {
            Workloads = workloads.SetItems(loaded.Workloads.Select(workload => KeyValuePair.Create(workload.Key, Desired(workload)))),
            AllSourcesReported = true,
            AllSourcesSynced = true,
        };
    }

    /// <summary>What the plan is of: what was loaded, and what would be removed.</summary>
    public ImmutableSortedSet<WorkloadKey> KeysOf(LoadedManifests loaded)
    {
        ImmutableSortedSet<WorkloadKey> keys = [.. loaded.Workloads.Select(workload => workload.Key)];
        return keys.Union(RemovableFrom(keys));
    }

    /// <summary>What came from the directories and is not <paramref name="declared"/> any more.</summary>
    public IEnumerable<WorkloadKey> RemovableFrom(IReadOnlySet<WorkloadKey> declared) =>
        versions.Values.Where(version => !IsElsewhere(version) && !declared.Contains(version.Key)).Select(version => version.Key);

    private static DesiredWorkload Desired(DeclaredWorkload workload)
    {
        var document = Composition.Document(workload.Spec, workload.MetadataLabels);
        return new DesiredWorkload(new LastValidRevision(new Revision(workload.Spec, document), "", workload.File), [], 0);
    }

    private bool IsElsewhere(LastValidRevision version) => !_directories.Contains(version.Source);
}
