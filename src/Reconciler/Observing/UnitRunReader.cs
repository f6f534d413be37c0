using OciReconciler.DBus.Bus;
using OciReconciler.DBus.Systemd;
using OciReconciler.Model.Observed;

namespace OciReconciler.Observing;

/// <summary>Reads the runs of a service out of its properties (org.freedesktop.systemd1(5), service unit objects).</summary>
internal static class UnitRunReader
{
    // CLD_EXITED of waitid(2): the other codes are of ends by a signal.
    private const int Exited = 1;
    private const int SignalBase = 128;

    /// <param name="properties">Those of all its interfaces.</param>
    public static UnitRun Read(IReadOnlyDictionary<string, BusValue> properties) => new(
        properties["NRestarts"].AsUInt32(), properties["ExecMainStartTimestampMonotonic"].AsUInt64(), properties["InvocationID"].AsHex(), ExitOf(properties));

    private static LastExit? ExitOf(IReadOnlyDictionary<string, BusValue> service)
    {
        if (service["ExecMainCode"].AsInt32() is var code && code == 0)
            return null;
        var status = service["ExecMainStatus"].AsInt32();
        var at = DateTimeOffset.UnixEpoch.AddMicroseconds(service["ExecMainExitTimestamp"].AsUInt64());
        return new LastExit(code == Exited ? status : SignalBase + status, service["Result"].AsText(), at);
    }
}
