namespace OciReconciler.Units;

/// <summary>Which workloads the units of a listing are marked with. Immutable.</summary>
internal sealed class MarkedUnits
{
    private static readonly List<string> Nothing = [];
    private readonly Dictionary<WorkloadKey, List<string>> _services = [];
    private readonly HashSet<WorkloadKey> _owned = [];

    public MarkedUnits(IEnumerable<MarkedRow> rows)
    {
        foreach (var (row, mark) in rows)
        {
            if (mark is null)
                continue;
            _owned.Add(mark.Key);
            if (!row.Name.EndsWith(".service", StringComparison.Ordinal))
                continue;
            if (!_services.TryGetValue(mark.Key, out var services))
                _services[mark.Key] = services = new List<string>(1);
            services.Add(row.Name);
        }
    }

    /// <summary>Workloads that any unit is marked with.</summary>
    public IReadOnlySet<WorkloadKey> Owned => _owned;

    /// <summary>Services that are marked with a workload.</summary>
    public IReadOnlyList<string> ServicesOf(WorkloadKey key) => _services.GetValueOrDefault(key, Nothing);
}
