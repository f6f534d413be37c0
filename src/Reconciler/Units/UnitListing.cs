using OciReconciler.DBus.Units;

namespace OciReconciler.Units;

/// <summary>One answer of systemd's: which units there are and which are ours. Immutable.</summary>
internal sealed class UnitListing
{
    /// <summary>The target that systemd starts to go down. Whatever systemd starts names it, so it is always loaded.</summary>
    public const string ShutdownTarget = "shutdown.target";

    private readonly IReadOnlyList<UnitStatus> _source;
    private readonly Dictionary<string, MarkedRow> _rows;
    private readonly MarkedUnits _marked;
    private readonly int _markCount;

    /// <param name="rows">Each unit once.</param>
    public UnitListing(IReadOnlyList<UnitStatus> rows)
        : this(rows, null)
    {
    }

    private UnitListing(IReadOnlyList<UnitStatus> rows, UnitListing? before)
    {
        _source = rows;
        _rows = new Dictionary<string, MarkedRow>(rows.Count, StringComparer.Ordinal);
        var hasMarksOfBefore = before is not null;
        foreach (var row in rows)
        {
            var known = before?._rows.GetValueOrDefault(row.Name) ?? default;
            // The reader of rows keeps the string of a description that has not changed.
            var mark = ReferenceEquals(known.Row?.Description, row.Description) ? known.Mark : MarkOf(row);
            _rows[row.Name] = new MarkedRow(row, mark);
            _markCount += mark is null ? 0 : 1;
            hasMarksOfBefore &= ReferenceEquals(mark, known.Mark);
        }

        _marked = hasMarksOfBefore && _markCount == before!._markCount ? before._marked : new MarkedUnits(_rows.Values);
    }

    /// <summary>Workloads that any loaded unit is marked with.</summary>
    public IReadOnlySet<WorkloadKey> Owned => _marked.Owned;

    /// <summary>
    /// Whether systemd is going down, as it says itself in SystemState: that target is up, or about to be. Read with the units, it costs
    /// no call.
    /// </summary>
    public bool IsSystemStopping => Row(ShutdownTarget) is { } target
        && (target.ActiveState is "active" or "activating" or "reloading" || target.JobType is "start" or "restart" or "reload-or-start");

    /// <summary>The listing of these rows: itself when they are its own, else with the marks that it has read already.</summary>
    public UnitListing With(IReadOnlyList<UnitStatus> rows) => ReferenceEquals(rows, _source) ? this : new UnitListing(rows, this);

    /// <summary>Both in one; of a unit that both have, <paramref name="newer"/>'s row.</summary>
    public UnitListing Plus(UnitListing newer) =>
        With([.. _rows.Values.Where(row => !newer._rows.ContainsKey(row.Row.Name)).Concat(newer._rows.Values).Select(row => row.Row)]);

    /// <summary>The row of a unit, or null when it is not loaded.</summary>
    public UnitStatus? Row(string unit) => _rows.GetValueOrDefault(unit).Row;

    /// <summary>The row of a unit with its mark, or null when it is not loaded.</summary>
    public MarkedRow? Find(string unit) => _rows.TryGetValue(unit, out var row) ? row : null;

    /// <summary>As <see cref="Find"/>, of a unit that is active.</summary>
    public MarkedRow? FindActive(string unit) => Find(unit) is { Row.ActiveState: "active" } row ? row : null;

    /// <summary>Services marked with <paramref name="key"/>.</summary>
    public IEnumerable<string> Marked(WorkloadKey key) => _marked.ServicesOf(key);

    /// <summary>Which workload a loaded unit is marked with, or null.</summary>
    public WorkloadKey? OwnerOf(string unit) => _rows.GetValueOrDefault(unit).Mark?.Key;

    /// <summary>
    /// The mark in a row's description; null: it has none, or that of another unit, as a copy has that somebody made of a unit's file.
    /// </summary>
    public static OwnershipMark? MarkOf(UnitStatus row) =>
        Ownership.TryParse(row.Description, out var mark) && (row.Name == mark.Unit || row.Name == Ownership.HolderUnit(mark.Key))
            ? mark
            : null;
}
