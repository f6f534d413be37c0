using OciReconciler.DBus.Units;

namespace OciReconciler.Units;

/// <summary>
/// What the answers of systemd so far say of its units: the last listing of all, and in what later answers differ from it. It says which
/// names are worth asking about, and how; what they are is asked anew each time. Thread-safe; answers are added in the order of calls.
/// </summary>
internal sealed class UnitIndex
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, bool> _loadedSince = new(StringComparer.Ordinal);
    private readonly Dictionary<WorkloadKey, HashSet<string>> _markedSince = [];
    private readonly Dictionary<WorkloadKey, List<Definition>> _defined = [];
    private UnitListing _all = new([]);
    private long _definitions;

    /// <summary>Whether all units were listed once.</summary>
    public bool IsFilled { get; private set; }

    /// <summary>Whether a unit was loaded when it was last heard of.</summary>
    public bool WasLoaded(string unit)
    {
        lock (_lock)
            return WasLoadedLocked(unit);
    }

    /// <summary>How many definitions were told of.</summary>
    public long Definitions
    {
        get
        {
            lock (_lock)
                return _definitions;
        }
    }

    /// <summary>
    /// Services that bore a workload's mark when they were last heard of, or did so once since all were listed; and what is defined of it
    /// meanwhile.
    /// </summary>
    public IReadOnlyCollection<string> MarkedWith(WorkloadKey key)
    {
        lock (_lock)
        {
            return
            [
                .. _all.Marked(key).Concat(_markedSince.GetValueOrDefault(key, [])).Where(WasLoadedLocked),
                .. _defined.GetValueOrDefault(key, []).Select(definition => definition.Unit),
            ];
        }
    }

    /// <summary>
    /// A service is about to be defined. Whether systemd does so may stay unknown, and so may what listings would have said of it.
    /// </summary>
    public void Define(WorkloadKey key, string unit)
    {
        lock (_lock)
        {
            if (!_defined.TryGetValue(key, out var definitions))
                _defined[key] = definitions = [];
            definitions.RemoveAll(definition => definition.Unit == unit);
            definitions.Add(new Definition(unit, ++_definitions));
        }
    }

    /// <summary>All units.</summary>
    /// <param name="definitions"><see cref="Definitions"/> when they were asked for: what is younger may be missing.</param>
    public UnitListing Fill(IReadOnlyList<UnitStatus> rows, long definitions)
    {
        lock (_lock)
        {
            _loadedSince.Clear();
            _markedSince.Clear();
            foreach (var (key, defined) in _defined)
            {
                defined.RemoveAll(definition => definition.Number <= definitions);
                if (defined.Count == 0)
                    _defined.Remove(key);
            }

            IsFilled = true;
            return _all = _all.With(rows);
        }
    }

    /// <summary>Some units.</summary>
    /// <param name="names">Those that were asked about.</param>
    /// <param name="rows">Those of them that are loaded.</param>
    public UnitListing Add(IEnumerable<string> names, IReadOnlyList<UnitStatus> rows)
    {
        lock (_lock)
        {
            var listing = _all.With(rows);
            foreach (var name in names)
                AddLocked(name, listing.Find(name));
            return listing;
        }
    }

    private bool WasLoadedLocked(string unit) =>
        _loadedSince.TryGetValue(unit, out var isLoaded) ? isLoaded : _all.Row(unit) is not null;

    // Only what differs from the listing is kept: how much that is does not grow with the number of answers.
    private void AddLocked(string name, MarkedRow? found)
    {
        var before = _all.Find(name);
        if (found is null == before is null)
            _loadedSince.Remove(name);
        else
            _loadedSince[name] = found is not null;
        if (found?.Mark?.Key is not { } key || before?.Mark?.Key == key || !name.EndsWith(".service", StringComparison.Ordinal))
            return;
        if (!_markedSince.TryGetValue(key, out var names))
            _markedSince[key] = names = new HashSet<string>(StringComparer.Ordinal);
        names.Add(name);
    }

    private readonly record struct Definition(string Unit, long Number);
}
