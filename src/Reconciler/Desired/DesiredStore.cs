using System.Runtime.CompilerServices;
using OciReconciler.Model.Desired;
using OciReconciler.Model.Manifests.Documents;
using OciReconciler.Model.Manifests.Json;
using OciReconciler.Sources;
using OciReconciler.State;

namespace OciReconciler.Desired;

/// <summary>
/// What is wanted. Sources write, one at a time; anybody reads <see cref="Current"/> without a lock. A revision is on disk as last valid
/// before it is published.
/// </summary>
internal sealed class DesiredStore
{
    private readonly Lock _lock = new();
    private readonly LastValidRevisions _lastValid;
    private readonly ManifestFunctions _rules;
    private readonly RemovalGuard _guard;
    private readonly ConditionalWeakTable<DeclaredWorkload, Revision> _revisions = [];
    private readonly Generations _generations = new();
    private ImmutableHashSet<WorkloadKey> _orphans = [];
    private SourceSet _sources;
    private DesiredState _current = DesiredState.Empty;

    /// <summary>Starts with nothing desired. Last valid revisions take part once their source has spoken.</summary>
    /// <param name="sources">Names of all sources (<see cref="ManifestDirectorySource.Name"/>).</param>
    /// <param name="lastValid">Last valid revisions, loaded.</param>
    /// <param name="rules">Functions of the model.</param>
    public DesiredStore(IEnumerable<string> sources, LastValidRevisions lastValid, ManifestFunctions rules, RemovalGuard guard)
    {
        _sources = new SourceSet(
            [.. sources.Distinct(StringComparer.Ordinal)],
            ImmutableDictionary.Create<string, SourceSnapshot>(StringComparer.Ordinal),
            ImmutableHashSet.Create<string>(StringComparer.Ordinal));
        _lastValid = lastValid;
        _rules = rules;
        _guard = guard;
        _guard.Begin(lastValid.Revisions.Keys);
    }

    /// <summary>The newest state.</summary>
    public DesiredState Current => Volatile.Read(ref _current);

    /// <summary>Takes the word of one source.</summary>
    public DesiredUpdate Update(SourceSnapshot snapshot)
    {
        lock (_lock)
        {
            _sources = _sources.With(snapshot);
            return PublishLocked();
        }
    }

    /// <summary>Reports which workloads are ours on the host: what no manifest declares of them counts as vanished too.</summary>
    public DesiredUpdate ReportOwned(IEnumerable<WorkloadKey> owned)
    {
        lock (_lock)
        {
            var orphans = owned.Where(key => !_lastValid.Revisions.ContainsKey(key)).ToImmutableHashSet();
            if (orphans.SetEquals(_orphans))
                return new DesiredUpdate(_current, [], Removable: []);
            _orphans = orphans;
            return PublishLocked();
        }
    }

    /// <summary>Decides again on removals that are delayed, when the grace of some may be over.</summary>
    public DesiredUpdate Reevaluate()
    {
        lock (_lock)
            return PublishLocked();
    }

    /// <summary>Writes last valid revisions that could not be written, once there is room for them.</summary>
    /// <returns>Whether any was.</returns>
    public bool SaveUnsaved()
    {
        lock (_lock)
        {
            if (!_lastValid.HasUnsaved)
                return false;
            _lastValid.Retry();
            if (_lastValid.HasUnsaved)
                return false;
            _ = PublishLocked();
            return true;
        }
    }

    /// <summary>Reports that a workload which may be pruned is removed from the host: its last valid revision is forgotten.</summary>
    public void Pruned(WorkloadKey key)
    {
        lock (_lock)
        {
            // A manifest may declare it again meanwhile: then its last valid revision is needed.
            if (!_current.MayPrune(key))
                return;
            _lastValid.Remove(key);
            _generations.Forget(key);
            _orphans = _orphans.Remove(key);
            _ = PublishLocked();
        }
    }

    private DesiredUpdate PublishLocked()
    {
        var resolution = Resolver.Resolve(_sources, _lastValid.Revisions, _rules.Check);
        _lastValid.Save([.. resolution.Accepted.Values.Select(accepted => LastValidOf(accepted.Source, accepted.Workload))]);
        var declared = DeclaredLocked(resolution);
        var grace = GraceLocked(declared.Keys);
        var before = _current;
        var now = StateLocked(resolution, WithGraceLocked(declared, grace), grace);
        Volatile.Write(ref _current, now);
        // What was declared and never taken is not on the host: a manifest may name thousands of workloads in error.
        var removable = now.Prune.WidenedFrom(before.Prune) is { } wider
            ? wider.Where(now.Knows).ToImmutableArray() : (ImmutableArray<WorkloadKey>?)null;
        return new DesiredUpdate(now, Difference(before.Workloads, now.Workloads), removable);
    }

    private LastValidRevision LastValidOf(string source, DeclaredWorkload workload)
    {
        var revision = _revisions.GetValue(
            workload, declared => new Revision(declared.Spec, _rules.Write(declared.Spec, declared.MetadataLabels)));
        return new LastValidRevision(revision, source, workload.File);
    }

    private ImmutableSortedDictionary<WorkloadKey, DesiredWorkload> DeclaredLocked(Resolution resolution)
    {
        var accepted = resolution.Accepted.Keys.Select(key => DesireLocked(_lastValid.Revisions[key], []));
        var kept = resolution.Kept.Values.Select(kept => DesireLocked(kept.LastValid, kept.Problems));
        return accepted.Concat(kept).ToImmutableSortedDictionary(
            workload => workload.LastValid.Key,
            workload => workload with { UnusedFile = resolution.Unused.GetValueOrDefault(workload.LastValid.Key) });
    }

    // Before all sources have spoken nothing has vanished; nothing is removed either.
    private RemovalGrace? GraceLocked(IEnumerable<WorkloadKey> declared)
    {
        if (!_sources.AllReported || _sources.AwaitsFirstLook)
            return null;
        ImmutableHashSet<WorkloadKey> wanted = [.. declared];
        // While a source cannot be trusted, it may declare orphans.
        var orphans = _sources.AllReady ? _orphans.Except(_sources.Declared()) : [];
        return _guard.Update(wanted, orphans.Union(_lastValid.Revisions.Keys).Except(wanted));
    }

    private ImmutableSortedDictionary<WorkloadKey, DesiredWorkload> WithGraceLocked(
        ImmutableSortedDictionary<WorkloadKey, DesiredWorkload> declared, RemovalGrace? grace)
    {
        if (grace is null)
            return declared;
        return declared.SetItems(
            from key in grace.Workloads.Keys
            where _lastValid.Revisions.ContainsKey(key)
            select KeyValuePair.Create(key, DesireLocked(_lastValid.Revisions[key], []) with { Grace = grace.For(key) }));
    }

    private DesiredState StateLocked(
        Resolution resolution, ImmutableSortedDictionary<WorkloadKey, DesiredWorkload> workloads, RemovalGrace? grace)
    {
        var undeclared = _lastValid.Revisions.Values.Where(lastValid => !workloads.ContainsKey(lastValid.Key)).ToList();
        var report = SourcesReportBuilder.Build(_sources, resolution, _lastValid.Problems);
        return new DesiredState
        {
            Workloads = workloads,
            Undeclared = undeclared.ToImmutableSortedDictionary(lastValid => lastValid.Key, lastValid => DesireLocked(lastValid, [])),
            Orphans = _orphans,
            AllSourcesReported = _sources.AllReported,
            AllSourcesSynced = _sources.AllSynced,
            Prune = new PrunePermission(
                _sources is { AllSynced: true, AllReady: true },
                _sources.Files.Any(item => item.File.IsBroken),
                _sources.Declared(),
                [.. undeclared.Select(lastValid => lastValid.Key)],
                grace is null ? [] : [.. grace.Workloads.Keys]),
            RemovalGrace = grace,
            Report = report with { MassRemoval = SourcesReportBuilder.MassRemoval(grace) },
        };
    }

    private DesiredWorkload DesireLocked(LastValidRevision lastValid, ImmutableArray<ManifestError> problems) =>
        new(lastValid, problems, _generations.Of(lastValid.Key, lastValid.Revision.Document));

    private static ImmutableArray<WorkloadKey> Difference(
        ImmutableSortedDictionary<WorkloadKey, DesiredWorkload> before, ImmutableSortedDictionary<WorkloadKey, DesiredWorkload> now) =>
        [
            .. before.Keys.Union(now.Keys)
                .Where(key => !(before.TryGetValue(key, out var old) && now.TryGetValue(key, out var wanted) && old.Matches(wanted)))
                .Order(),
        ];
}
