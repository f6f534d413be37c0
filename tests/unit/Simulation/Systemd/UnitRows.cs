using System.IO.Enumeration;
using OciReconciler.DBus.Bus;
using OciReconciler.DBus.Systemd;

namespace OciReconciler.UnitTests.Simulation.Systemd;

/// <summary>What the simulated systemd answers to questions.</summary>
internal static class UnitRows
{
    public static IReadOnlyList<UnitStatus> List(SimulatedSystemd systemd, IReadOnlyList<string> patterns) =>
        [.. systemd.Units.Values.Where(unit => Matches(unit.Name, patterns)).Select(Row)];

    public static IReadOnlyList<UnitFile> ListFiles(SimulatedSystemd systemd, IReadOnlyList<string> patterns) =>
    [
        .. systemd.Installed.Keys.Where(name => Matches(name, patterns)).Select(name => new UnitFile($"/etc/systemd/system/{name}", "static")),
        .. systemd.TransientFiles.Where(name => Matches(name, patterns)).Select(name => new UnitFile($"/run/systemd/transient/{name}", "transient")),
    ];

    public static IReadOnlyDictionary<string, BusValue> Properties(SimulatedSystemd systemd, SimulatedUnit unit, string @interface) =>
        @interface switch
        {
            SystemdNames.UnitInterface => UnitProperties(systemd, unit),
            SystemdNames.ServiceInterface => ServiceProperties(unit),
            _ => UnitProperties(systemd, unit).Concat(ServiceProperties(unit)).ToDictionary(StringComparer.Ordinal),
        };

    private static Dictionary<string, BusValue> UnitProperties(SimulatedSystemd systemd, SimulatedUnit unit) => new(StringComparer.Ordinal)
    {
        ["FragmentPath"] = new BusValue.Text(unit.FragmentPath),
        ["InvocationID"] = new BusValue.Array("y", unit.Invocation == 0 ? [] : [.. BitConverter.GetBytes(unit.Invocation).Select(BusValue (part) => new BusValue.Byte(part))]),
        ["LoadState"] = new BusValue.Text(unit.LoadState),
        ["ActiveState"] = new BusValue.Text(unit.ActiveState),
        ["InactiveEnterTimestampMonotonic"] = new BusValue.UInt64(unit.InactiveAt),
        ["Requires"] = Texts(unit.Text.Requires),
        ["Before"] = Texts(unit.Text.Before.Concat(Naming(systemd, unit, text => text.After)).Append("shutdown.target")),
        ["RequiredBy"] = Texts(Naming(systemd, unit, text => text.Requires)),
        ["WantedBy"] = Texts(Naming(systemd, unit, text => text.Wants)),
    };

    private static Dictionary<string, BusValue> ServiceProperties(SimulatedUnit unit) => new(StringComparer.Ordinal)
    {
        ["Result"] = new BusValue.Text(unit.Result),
        ["NRestarts"] = new BusValue.UInt32((uint)unit.Restarts),
        ["ExecMainStartTimestampMonotonic"] = new BusValue.UInt64(unit.StartedAt),
        ["ExecMainCode"] = new BusValue.Int32(unit.Exit is null ? 0 : 1),
        ["ExecMainStatus"] = new BusValue.Int32(unit.Exit?.Code ?? 0),
        ["ExecMainExitTimestamp"] = new BusValue.UInt64((ulong)((unit.Exit?.At ?? DateTimeOffset.UnixEpoch) - DateTimeOffset.UnixEpoch).TotalMicroseconds),
    };

    private static IEnumerable<string> Naming(SimulatedSystemd systemd, SimulatedUnit unit, Func<UnitText, IEnumerable<string>> names) =>
        systemd.Units.Values.Where(other => names(other.Text).Contains(unit.Name, StringComparer.Ordinal)).Select(other => other.Name);

    private static BusValue.Array Texts(IEnumerable<string> values) => new("s", [.. values.Select(BusValue (value) => new BusValue.Text(value))]);

    private static bool Matches(string name, IReadOnlyList<string> patterns) => patterns.Count == 0 || patterns.Any(pattern => Matches(name, pattern));

    private static bool Matches(string name, string pattern) => pattern.Contains('*', StringComparison.Ordinal)
        ? FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false)
        : name == pattern;

    private static UnitStatus Row(SimulatedUnit unit) => new(
        unit.Name, unit.Description, unit.LoadState, unit.ActiveState, unit.SubState, (uint)(unit.Job?.Id ?? 0),
        unit.Job?.Kind switch { JobKind.Start => "start", JobKind.Stop => "stop", JobKind.Restart => "restart", _ => "" });
}
