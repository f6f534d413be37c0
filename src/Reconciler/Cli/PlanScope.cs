using OciReconciler.Desired;
using OciReconciler.Hosting;
using OciReconciler.Model.Desired;
using OciReconciler.Model.Manifests.Documents;
using OciReconciler.Model.Manifests.Json;
using OciReconciler.Sources;
using OciReconciler.State;

namespace OciReconciler.Cli;

/// <summary>
/// What <c>plan</c> is about. A directory or git source is taken as the whole of itself: what came from it and is not there any more would
/// be removed. A file says nothing of others; these stay as the controller has them.
/// </summary>
/// <param name="whole">Names of sources that are planned as a whole.</param>
/// <param name="versions">Last valid revisions of the controller.</param>
/// <param name="sources">What it published of its sources.</param>
internal sealed class PlanScope(
    IReadOnlySet<string> whole, ImmutableDictionary<WorkloadKey, LastValidRevision> versions, SourcesReport sources)
{
    // Files of other sources by the workloads that they declare, which come into force when nobody before them does.
    private readonly ILookup<string, string> _others = (
        from source in sources.Sources
        where !whole.Contains(source.Path)
        from file in source.Files
        where file.State == "valid"
        from workload in file.Workloads
        select (workload, file.Path)).ToLookup(each => each.workload, each => each.Path, StringComparer.Ordinal);

    /// <summary>A plan of files and directories.</summary>
    public static PlanScope OfPaths(
        IReadOnlyList<string> paths, ImmutableDictionary<WorkloadKey, LastValidRevision> versions, SourcesReport sources) => new(
        paths.Where(Directory.Exists).Select(ManifestDirectorySource.Normalize).ToHashSet(StringComparer.Ordinal), versions, sources);

    /// <summary>A plan of a git source.</summary>
    public static PlanScope OfSource(
        string source, ImmutableDictionary<WorkloadKey, LastValidRevision> versions, SourcesReport sources) =>
        new(new HashSet<string>(StringComparer.Ordinal) { source }, versions, sources);

    /// <summary>
    /// What is loaded without the workloads that an earlier source declares: the first that declares a name has it. They are warnings.
    /// </summary>
    /// <param name="earlier">Names of sources that come first in the configuration.</param>
    public LoadedManifests Used(LoadedManifests loaded, IReadOnlySet<string> earlier)
    {
        var unused = loaded.Workloads
            .Where(workload => versions.TryGetValue(workload.Key, out var known) && earlier.Contains(known.Source))
            .ToHashSet<DeclaredWorkload>(ReferenceEqualityComparer.Instance);
        return loaded with
        {
            Files = [.. loaded.Files.Select(file => file with { Workloads = file.Workloads.RemoveAll(unused.Contains) })],
            Messages = [.. loaded.Messages, .. unused.Select(workload => Unused(workload, versions[workload.Key].File))],
        };
    }

    /// <summary>Workloads that manifests elsewhere declare.</summary>
    public IReadOnlySet<WorkloadKey> Elsewhere => versions.Values.Where(IsOfOthers).Select(version => version.Key).ToHashSet();

    /// <summary>What would be wanted: what was loaded, beside what is declared elsewhere.</summary>
    public DesiredState StateOf(LoadedManifests loaded)
    {
        var workloads = versions.Values.Where(IsOfOthers).ToImmutableSortedDictionary(
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

    /// <summary>What came from those sources, is not <paramref name="declared"/> any more, and is not declared by others either.</summary>
    public IEnumerable<WorkloadKey> RemovableFrom(IReadOnlySet<WorkloadKey> declared) =>
        GoneFrom(declared).Where(version => !IsOfOthersToo(version)).Select(version => version.Key);

    /// <summary>A warning for each workload that came from those sources, was not loaded any more, and passes to another source.</summary>
    public IEnumerable<ManifestError> TakenOver(LoadedManifests loaded) =>
        GoneFrom(loaded.Workloads.Select(workload => workload.Key).ToHashSet()).Where(IsOfOthersToo).OrderBy(version => version.Key)
            .Select(version => new ManifestError(
                _others[version.Key.Name].First(), 1, "$",
                $"\"{version.Key}\" is declared here too, and this comes into force when {version.Source} does not declare it any more: it "
                + "is not removed",
                IsWarning: true));

    private static ManifestError Unused(DeclaredWorkload workload, string place) => new(
        workload.File, workload.Line, workload.Path,
        $"\"{workload.Key}\" is declared in {place} too, which comes first in the configuration: this one is not used; remove one",
        IsWarning: true);

    private static DesiredWorkload Desired(DeclaredWorkload workload)
    {
        var document = Composition.Document(workload.Spec, workload.MetadataLabels);
        return new DesiredWorkload(new LastValidRevision(new Revision(workload.Spec, document), "", workload.File), [], 0);
    }

    private IEnumerable<LastValidRevision> GoneFrom(IReadOnlySet<WorkloadKey> declared) =>
        versions.Values.Where(version => !IsElsewhere(version) && !declared.Contains(version.Key));

    private bool IsOfOthers(LastValidRevision version) => IsElsewhere(version) || IsOfOthersToo(version);

    private bool IsOfOthersToo(LastValidRevision version) => _others.Contains(version.Key.Name);

    private bool IsElsewhere(LastValidRevision version) => !whole.Contains(version.Source);
}
