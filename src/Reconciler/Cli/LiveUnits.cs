using OciReconciler.DBus.Manager;
using OciReconciler.DBus.Units;
using OciReconciler.Telemetry;

namespace OciReconciler.Cli;

/// <summary>Asks systemd itself, for commands that only read.</summary>
internal static class LiveUnits
{
    /// <summary>Rows of loaded units by name; null when systemd cannot be reached.</summary>
    public static async Task<IReadOnlyDictionary<string, UnitStatus>?> TryListAsync(
        IReadOnlyList<string> units, CancellationToken cancellationToken)
    {
        if (units.Count == 0)
            return new Dictionary<string, UnitStatus>(StringComparer.Ordinal);
        try
        {
            await using var systemd = await ConnectAsync(cancellationToken);
            var rows = await systemd.ListUnitsByPatternsAsync(units, cancellationToken);
            return rows.ToDictionary(row => row.Name, StringComparer.Ordinal);
        }
        catch (BusException)
        {
            return null;
        }
    }

    /// <summary>Connects to the system bus.</summary>
    /// <param name="instruments">Counts the calls, or null.</param>
    public static Task<SystemdManager> ConnectAsync(CancellationToken cancellationToken, Instruments? instruments = null) =>
        SystemdManager.ConnectAsync(
            TimeProvider.System,
            instruments is null
                ? new SystemdManagerOptions()
                : new SystemdManagerOptions { Called = instruments.BusCalled, Failed = instruments.BusFailed },
            cancellationToken);
}
