using OciReconciler.DBus.Manager;
using OciReconciler.DBus.Units;

namespace OciReconciler.Units;

/// <summary>Questions about single units.</summary>
internal static class UnitQueries
{
    /// <summary>The row of one unit, or null when it is not loaded. Loads nothing.</summary>
    public static async Task<UnitStatus?> FindAsync(this ISystemdManager systemd, string unit, CancellationToken cancellationToken)
    {
        var rows = await systemd.ListUnitsByPatternsAsync([unit], cancellationToken);
        return rows.Count > 0 ? rows[0] : null;
    }

    /// <summary>The row of a unit that was loaded a moment ago, or null when it is not any more. One that is not would be loaded.</summary>
    public static async Task<UnitStatus?> FindLoadedAsync(
        this ISystemdManager systemd, string unit, CancellationToken cancellationToken)
    {
        var rows = await systemd.ListUnitsByNamesAsync([unit], cancellationToken);
        return rows is [var row] && row.Name == unit && !UnitScan.MayBeLoadedForQuestion(row) ? row : null;
    }
}
