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
    private readonly RevisionCache _revisions;
    private readonly Declarations _declarations = new();
    private readonly SourcesReportBuilder _report = new();
    private readonly DesiredWorkloads _workloads;
    private ImmutableHashSet<WorkloadKey> _orphans = [];
    private SourceSet _sources;
    private DesiredState _current = DesiredState.Empty;
    private bool _isPlain;

    /// <summary>Starts with nothing desired. Last valid revisions take part once their source has spoken.</summary>
    /// <param name="sources">Names of all sources (<see cref="ManifestDirectorySource.Name"/>).</param>
    /// <param name="lastValid">Last valid revisions, loaded.</param>
    /// <param name="rules">Functions of the model.</param>
    public DesiredStore(IEnumerable<string> sources, LastValidRevisions lastValid, ManifestFunctions rules, RemovalGuard guard)
    {
        _sources = SourceSet.Of(sources);
        _lastValid = lastValid;
        _rules = rules;
        _revisions = new RevisionCache(rules);
        _workloads = new DesiredWorkloads(lastValid);
        _guard = guard;
        _guard.Begin(lastValid.Revisions.Keys);
    }

    /// <summary>A last valid revision could not be written. Raised on any thread, under the store's lock: it must not block.</summary>
    public event EventHandler? SaveFailed;

    /// <summary>The newest state.</summary>
    public DesiredState Current => Volatile.Read(ref _current);

    /// <summary>False: each update is resolved as a whole, as in a test that compares the two.</summary>
    public bool AddsToPlainStates { get; init; } = true;

    /// <summary>Takes the word of one source.</summary>
    public DesiredUpdate Update(SourceSnapshot snapshot)
    {
        lock (_lock)
        {
            var before = _sources.Snapshots.GetValueOrDefault(snapshot.Source);
            _sources = _sources.With(snapshot);
            var change = _declarations.Replace(before, snapshot);
            return _isPlain && !change.AnyGone && AddsToPlainStates && IsPlainLocked()
                ? AddLocked(snapshot.Source, change)
                : PublishLocked();
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

    /// <summary>Whether a last valid revision is in memory alone.</summary>
    public bool HasUnsaved
    {
        get
        {
            lock (_lock)
                return _lastValid.HasUnsaved;
        }
    }

    /// <summary>Writes last valid revisions that could not be written, once there is room for them.</summary>
    /// <returns>Whether any was.</returns>
    public bool SaveUnsaved()
    {
        lock (_lock)
        {
            if (!_lastValid.HasUnsaved || !_lastValid.Retry())
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
            if (_current.MayPrune(key))
                ForgetLocked(key);
        }
    }

    // Nothing declared it, so that all else is decided as it was. The last of many that go together is published as a whole.
    private void ForgetLocked(WorkloadKey key)
    {
        _lastValid.Remove(key);
        _workloads.Forget(key);
        _orphans = _orphans.Remove(key);
        var undeclared = _current.Undeclared.Remove(key);
        if (undeclared.IsEmpty && _orphans.IsEmpty)
        {
            _lastValid.SyncRemovals();
            _ = PublishLocked();
            return;
        }

        var problems = _lastValid.Problems;
        Volatile.Write(ref _current, _current with
        {
            Undeclared = undeclared,
            Orphans = _orphans,
            Prune = _current.Prune with { Released = _current.Prune.Released.Remove(key) },
            Report = problems.SequenceEqual(_current.Report.Problems) ? _current.Report : _current.Report with { Problems = problems },
        });
    }

    // Nothing is wrong with any source or file, and each workload that is known is declared once.
    private bool IsPlainLocked() =>
        _sources is { AllReady: true, AllSynced: true }
        && _declarations.AreAllValid
        && _declarations.Claims.ProvesNoErrors()
        && _orphans.IsEmpty
        && !_lastValid.HasUnsaved
        && _guard.IsQuiet;

    // To a plain state that stays plain only what is new is added: all else would be decided as it was.
    private DesiredUpdate AddLocked(string source, DeclarationChange change)
    {
        var before = _current;
        SaveLocked(change.Added.Select(workload => _revisions.Of(source, workload)));
        var workloads = before.Workloads.SetItems(change.Added.Select(workload => KeyValuePair.Create(
            workload.Key, _workloads.Of(_lastValid.Revisions[workload.Key], before.Workloads.GetValueOrDefault(workload.Key)))));
        _guard.Follow(_declarations.Named);
        var now = before with
        {
            Workloads = workloads,
            Prune = before.Prune with { Declared = _declarations.Named },
            Report = _report.Build(_sources, Resolution.Plain, _lastValid.Problems),
        };
        Volatile.Write(ref _current, now);
        var changed = change.Added.Select(workload => workload.Key)
            .Where(key => before.Workloads.GetValueOrDefault(key)?.Matches(workloads[key]) is not true);
        return new DesiredUpdate(now, [.. changed.Order()], Removable: []);
    }

    private void SaveLocked(IEnumerable<LastValidRevision> revisions)
    {
        _lastValid.Save([.. revisions]);
        if (_lastValid.HasUnsaved)
            SaveFailed?.Invoke(this, EventArgs.Empty);
    }

    private DesiredUpdate PublishLocked()
    {
        var resolution = Resolver.Resolve(_sources, _lastValid.Revisions, _rules.Check);
        SaveLocked(resolution.Accepted.Values.Select(accepted => _revisions.Of(accepted.Source, accepted.Workload)));
        var (before, declared) = (_current, _workloads.Declared(resolution, _current));
        var grace = GraceLocked(declared);
        var now = StateLocked(resolution, _workloads.WithGrace(declared, grace, before), grace);
        var isWhole = resolution.IsPlain && resolution.Accepted.Count == _declarations.Claims.Count;
        if (isWhole)
            _declarations.Claims.Proved();
        _isPlain = isWhole && now.Undeclared.IsEmpty && grace is null && IsPlainLocked();
        Volatile.Write(ref _current, now);
        // What was declared and never taken is not on the host: a manifest may name thousands of workloads in error.
        var removable = now.Prune.WidenedFrom(before.Prune) is { } wider
            ? wider.Where(now.Knows).ToImmutableArray() : (ImmutableArray<WorkloadKey>?)null;
        return new DesiredUpdate(now, WorkloadChange.KeysOf(before.Workloads, now.Workloads), removable);
    }

    // Before all sources have spoken nothing has vanished; nothing is removed either.
    private RemovalGrace? GraceLocked(List<DesiredWorkload> declared)
    {
        if (!_sources.AllReported || _sources.AwaitsFirstLook)
            return null;
        var wanted = declared.Select(workload => workload.LastValid.Key).ToHashSet();
        var unwanted = _lastValid.Revisions.Keys.Where(key => !wanted.Contains(key)).ToHashSet();
        // While a source cannot be trusted, it may declare orphans.
        if (_sources.AllReady)
            unwanted.UnionWith(_orphans.Where(key => !_declarations.Named.Contains(key) && !wanted.Contains(key)));
        return _guard.Update(wanted, unwanted);
    }

    private DesiredState StateLocked(
        Resolution resolution, ImmutableSortedDictionary<WorkloadKey, DesiredWorkload> workloads, RemovalGrace? grace)
    {
        var undeclared = _workloads.Undeclared(workloads, _current);
        return new DesiredState
        {
            Workloads = workloads,
            Undeclared = undeclared,
            Orphans = _orphans,
            AllSourcesReported = _sources.AllReported,
            AllSourcesSynced = _sources.AllSynced,
            Prune = PrunePermission.Of(_sources, _declarations, undeclared.Keys, grace),
            RemovalGrace = grace,
            Report = _report.Build(_sources, resolution, _lastValid.Problems, grace),
        };
    }
}
