using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using OciReconciler.Model.Manifests.Documents;
using OciReconciler.Model.Manifests.Json;
using OciReconciler.Model.Workloads;
using OciReconciler.Sources;
using OciReconciler.State;

namespace OciReconciler.Desired;

/// <summary>
/// What is wanted. Sources write, one at a time; anybody reads <see cref="Current"/> without a lock. A version is on disk as last good
/// before it is published.
/// </summary>
internal sealed class DesiredStore
{
    private readonly Lock _lock = new();
    private readonly LastValidRevisions _lastValid;
    private readonly ManifestFunctions _rules;
    private readonly RemovalGuard _guard;
    private readonly ConditionalWeakTable<DeclaredWorkload, string> _documents = [];
    private readonly Dictionary<WorkloadKey, (string Document, long Generation)> _generations = [];
    private ImmutableHashSet<WorkloadKey> _orphans = [];
    private SourceSet _sources;
    private DesiredState _current = DesiredState.Empty;

    /// <summary>Starts with nothing desired. Last good versions take part once their source has spoken.</summary>
    /// <param name="sources">Names of all sources (<see cref="ManifestDirectorySource.Name"/>).</param>
    /// <param name="lastValid">Last good versions, loaded.</param>
    /// <param name="rules">Functions of the model.</param>
    /// <param name="guard">Holds back removals.</param>
    public DesiredStore(IEnumerable<string> sources, LastValidRevisions lastValid, ManifestFunctions rules, RemovalGuard guard)
    {
        _sources = new SourceSet(
            [.. sources.Distinct(StringComparer.Ordinal)],
            ImmutableDictionary.Create<string, SourceSnapshot>(StringComparer.Ordinal),
            ImmutableHashSet.Create<string>(StringComparer.Ordinal));
        _lastValid = lastValid;
        _rules = rules;
        _guard = guard;
        _guard.Begin(lastValid.Versions.Keys);
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

    /// <summary>Tells which workloads are ours on the host: what no manifest declares of them counts as vanished too.</summary>
    public DesiredUpdate ReportOwned(IEnumerable<WorkloadKey> owned)
    {
        lock (_lock)
        {
            var orphans = owned.Where(key => !_lastValid.Versions.ContainsKey(key)).ToImmutableHashSet();
            if (orphans.SetEquals(_orphans))
                return new DesiredUpdate(_current, [], PruningWidened: false);
            _orphans = orphans;
            return PublishLocked();
        }
    }

    /// <summary>Looks again at removals that are held, when the time of some may be over.</summary>
    public DesiredUpdate Reevaluate()
    {
        lock (_lock)
            return PublishLocked();
    }

    /// <summary>Writes last good versions that could not be written, once there is room for them.</summary>
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

    /// <summary>Tells that a workload which may be pruned is removed from the host: its last good version is forgotten.</summary>
    public void Pruned(WorkloadKey key)
    {
        lock (_lock)
        {
            // Declared again meanwhile: its last good version is wanted again.
            if (!_current.MayPrune(key))
                return;
            _lastValid.Remove(key);
            _generations.Remove(key);
            _orphans = _orphans.Remove(key);
            _ = PublishLocked();
        }
    }

    private DesiredUpdate PublishLocked()
    {
        var resolution = Resolver.Resolve(_sources, _lastValid.Versions, _rules.Check);
        _lastValid.Save([.. resolution.Accepted.Values.Select(accepted => VersionOf(accepted.Source, accepted.Workload))]);
        var workloads = ImmutableSortedDictionary.CreateBuilder<WorkloadKey, DesiredWorkload>();
        foreach (var key in resolution.Accepted.Keys)
            workloads[key] = DesireLocked(_lastValid.Versions[key], []);
        foreach (var (key, kept) in resolution.Kept)
            workloads[key] = DesireLocked(kept.Version, kept.Problems);
        var hold = GraceLocked(workloads);
        foreach (var key in hold?.Workloads.Keys.Where(_lastValid.Versions.ContainsKey) ?? [])
            workloads[key] = DesireLocked(_lastValid.Versions[key], []) with { Grace = hold!.For(key) };

        var before = _current;
        var now = new DesiredState
        {
            Workloads = workloads.ToImmutable(),
            Undeclared = _lastValid.Versions.Values
                .Where(version => !workloads.ContainsKey(version.Key))
                .ToImmutableSortedDictionary(version => version.Key, version => DesireLocked(version, [])),
            Orphans = _orphans,
            AllSourcesReported = _sources.AllReported,
            AllSourcesSynced = _sources.AllSynced,
            Prune = PermissionLocked(workloads, hold),
            RemovalGrace = hold,
            Report = SourcesReportBuilder.Build(_sources, resolution, _lastValid.Problems) with { MassRemoval = SourcesReportBuilder.Held(hold) },
        };
        Volatile.Write(ref _current, now);
        return new DesiredUpdate(now, Difference(before.Workloads, now.Workloads), now.Prune.IsWiderThan(before.Prune));
    }

    // Before all sources have spoken nothing has vanished; nothing is removed either.
    private RemovalGrace? GraceLocked(ImmutableSortedDictionary<WorkloadKey, DesiredWorkload>.Builder workloads)
    {
        if (!_sources.AllReported)
            return null;
        ImmutableHashSet<WorkloadKey> wanted = [.. workloads.Keys];
        // While a source cannot be trusted, what no version is known of may be declared there.
        var orphans = _sources.AllReady ? _orphans.Except(_sources.Declared()) : [];
        return _guard.Update(wanted, orphans.Union(_lastValid.Versions.Keys).Except(wanted));
    }

    private PrunePermission PermissionLocked(ImmutableSortedDictionary<WorkloadKey, DesiredWorkload>.Builder workloads, RemovalGrace? hold) => new(
        _sources is { AllSynced: true, AllReady: true },
        _sources.Files.Any(item => item.File.IsBroken),
        _sources.Declared(),
        [.. _lastValid.Versions.Keys.Where(key => !workloads.ContainsKey(key))],
        hold is null ? [] : [.. hold.Workloads.Keys]);

    private LastValidRevision VersionOf(string source, DeclaredWorkload workload)
    {
        string document = _documents.GetValue(workload, declared => _rules.Write(declared.Spec, declared.MetadataLabels));
        return new LastValidRevision(workload.Spec, workload.MetadataLabels, document, source, workload.File);
    }

    private DesiredWorkload DesireLocked(LastValidRevision version, ImmutableArray<ManifestError> problems)
    {
        bool known = _generations.TryGetValue(version.Key, out var last);
        if (!known || !string.Equals(last.Document, version.Document, StringComparison.Ordinal))
            _generations[version.Key] = last = (version.Document, last.Generation + 1);
        return new DesiredWorkload(
            version.Spec, version.MetadataLabels, version.Document, version.Source, version.File, problems, last.Generation)
        {
            Refusal = version.Refusal,
        };
    }

    private static ImmutableArray<WorkloadKey> Difference(
        ImmutableSortedDictionary<WorkloadKey, DesiredWorkload> before, ImmutableSortedDictionary<WorkloadKey, DesiredWorkload> now) =>
        [
            .. before.Keys.Union(now.Keys)
                .Where(key => !(before.TryGetValue(key, out var old) && now.TryGetValue(key, out var wanted) && old.Matches(wanted)))
                .Order(),
        ];
}
