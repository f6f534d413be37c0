using System.Collections.Frozen;
using OciReconciler.DBus.Units;

namespace OciReconciler.Units;

/// <summary>One answer of ListUnitsByPatterns: which units there are and which are ours.</summary>
internal sealed class UnitListing
{
    private readonly FrozenDictionary<string, UnitStatus> _rows;
    private readonly ILookup<WorkloadKey, string> _marked;

    public UnitListing(IReadOnlyList<UnitStatus> rows)
    {
        _rows = rows.ToFrozenDictionary(row => row.Name, StringComparer.Ordinal);
        _marked = rows
            .Select(row => (row.Name, Mark: MarkOf(row)))
            .Where(row => row.Mark is not null && row.Name.EndsWith(".service", StringComparison.Ordinal))
            .ToLookup(row => row.Mark!.Key, row => row.Name);
        Owned = rows.Select(MarkOf).OfType<OwnershipMark>().Select(mark => mark.Key).ToFrozenSet();
    }

    /// <summary>Workloads that any loaded unit is marked with.</summary>
    public IReadOnlySet<WorkloadKey> Owned { get; }

    /// <summary>The row of a unit, or null when it is not loaded.</summary>
    public UnitStatus? Row(string unit) => _rows.GetValueOrDefault(unit);

    /// <summary>Services marked with <paramref name="key"/>.</summary>
    public IEnumerable<string> Marked(WorkloadKey key) => _marked[key];

    /// <summary>Which workload a loaded unit is marked with, or null.</summary>
    public WorkloadKey? OwnerOf(string unit) => Row(unit) is { } row ? MarkOf(row)?.Key : null;

    /// <summary>The mark in a row's description, or null.</summary>
    public static OwnershipMark? MarkOf(UnitStatus row) => Ownership.TryParse(row.Description, out var mark) ? mark : null;
}
