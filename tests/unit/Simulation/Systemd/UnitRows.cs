using System.IO.Enumeration;

namespace OciReconciler.UnitTests.Simulation.Systemd;

/// <summary>What the simulated systemd answers to questions.</summary>
internal static class UnitRows
{
    // Whatever systemd starts names it, so it is always loaded.
    private static readonly UnitStatus _shutdown = new("shutdown.target", "System Shutdown", "loaded", "inactive", "dead", 0, "");

    public static IReadOnlyList<UnitStatus> List(SimulatedSystemd systemd, IReadOnlyList<string> patterns) =>
    [
        .. systemd.Units.Values.Where(unit => Matches(unit.Name, patterns)).Select(Row),
        .. patterns.Contains(_shutdown.Name, StringComparer.Ordinal) ? [_shutdown] : Array.Empty<UnitStatus>(),
    ];

    /// <summary>By name, which loads what is not loaded.</summary>
    public static IReadOnlyList<UnitStatus> ListNamed(SimulatedSystemd systemd, IReadOnlyList<string> names) =>
        [.. names.Select(name => name == _shutdown.Name ? _shutdown : Row(systemd.Load(name)))];

    public static string? FileState(SimulatedSystemd systemd, string unit) =>
        ListFiles(systemd, [unit]) is [var file, ..] ? file.State : null;

    public static IReadOnlyList<UnitFile> ListFiles(SimulatedSystemd systemd, IReadOnlyList<string> patterns) =>
    [
        .. systemd.Installed.Keys.Where(name => Matches(name, patterns))
            .Select(name => new UnitFile($"/etc/systemd/system/{name}", "static")),
        .. systemd.TransientFiles.Where(name => Matches(name, patterns))
            .Select(name => new UnitFile($"/run/systemd/transient/{name}", "transient")),
    ];

    public static UnitProperties Unit(SimulatedSystemd systemd, SimulatedUnit unit) => new()
    {
        FragmentPath = unit.FragmentPath,
        InvocationId = unit.Invocation == 0 ? "" : $"{unit.Invocation:x32}",
        LoadState = unit.LoadState,
        ActiveState = unit.ActiveState,
        SubState = unit.SubState,
        InactiveEnteredAt = unit.InactiveAt,
        Requires = unit.Text.Requires,
        NamedBy = [.. unit.Text.Before.Concat(Naming(systemd, unit)).Append("shutdown.target").Distinct(StringComparer.Ordinal)],
    };

    public static ServiceProperties Service(SimulatedSystemd systemd, SimulatedUnit unit) => new()
    {
        Unit = Unit(systemd, unit),
        Result = unit.Result,
        Restarts = (uint)unit.Restarts,
        MainStartedAt = unit.StartedAt,
        MainCode = unit.Exit is null ? 0 : 1,
        MainStatus = unit.Exit?.Code ?? 0,
        MainExitedAt = unit.Exit?.At ?? DateTimeOffset.UnixEpoch,
    };

    private static IEnumerable<string> Naming(SimulatedSystemd systemd, SimulatedUnit unit) => systemd.Units.Values
        .Where(other => other.Text.After.Concat(other.Text.Requires).Concat(other.Text.Wants).Contains(unit.Name, StringComparer.Ordinal))
        .Select(other => other.Name);

    private static bool Matches(string name, IReadOnlyList<string> patterns) =>
        patterns.Count == 0 || patterns.Any(pattern => Matches(name, pattern));

    private static bool Matches(string name, string pattern) => pattern.Contains('*', StringComparison.Ordinal)
        ? FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false)
        : name == pattern;

    private static UnitStatus Row(SimulatedUnit unit) => new(
        unit.Name, unit.Description, unit.LoadState, unit.ActiveState, unit.SubState, (uint)(unit.Job?.Id ?? 0),
        unit.Job?.Kind switch { JobKind.Start => "start", JobKind.Stop => "stop", JobKind.Restart => "restart", _ => "" });
}
