using OciReconciler.DBus.Bus;
using OciReconciler.DBus.SdBus;
using OciReconciler.DBus.Systemd;
using OciReconciler.Telemetry;

namespace OciReconciler.Cli;

/// <summary>Asks systemd itself, for commands that only look.</summary>
internal static class LiveUnits
{
    /// <summary>Rows of loaded units by name; null when systemd cannot be reached.</summary>
    public static async Task<IReadOnlyDictionary<string, UnitStatus>?> TryListAsync(IReadOnlyList<string> units, CancellationToken cancellationToken)
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
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="instruments">Counts the calls, or null.</param>
    public static Task<SystemdManager> ConnectAsync(CancellationToken cancellationToken, Instruments? instruments = null) =>
        SystemdManager.ConnectAsync(
            async token => await SdBusConnection.OpenSystemAsync(token) is var bus && instruments is not null ? new MeteredBus(bus, instruments) : bus,
            TimeProvider.System,
            instruments is null ? new SystemdManagerOptions() : new SystemdManagerOptions { Unconnected = () => instruments.BusFailed(BusFailure.Closed) },
            cancellationToken);
}
