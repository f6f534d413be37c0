using System.Text;

namespace OciReconciler.Model.Units;

/// <summary>
/// Units as text of unit files, for people to read (<c>render -o unit</c>). systemd would parse it into what it is given over D-Bus. Pure.
/// </summary>
public static class UnitFileText
{
    /// <summary>One unit: its [Unit] and [Service] sections, ending in a line break. Settings at systemd's default are left out.</summary>
    /// <param name="description">Description=, or null to leave it out.</param>
    public static string Format(UnitDefinition unit, string? description = null)
    {
        var text = new StringBuilder();
        WriteUnit(text, unit, description);
        text.Append('\n');
        WriteService(text, unit);
        return text.ToString();
    }

    /// <summary>Several units, sorted by name; before each a comment line with its name, and an empty line between two.</summary>
    public static string FormatAll(IEnumerable<UnitDefinition> units) =>
        string.Join('\n', units
            .OrderBy(unit => unit.Unit, StringComparer.Ordinal)
            .Select(unit => $"# {unit.Unit}\n{Format(unit)}"));

    private static void WriteUnit(StringBuilder text, UnitDefinition unit, string? description)
    {
        text.Append("[Unit]\n");
        Setting(text, "Description", description);
        Names(text, "After", unit.After);
        Names(text, "Requires", unit.Requires);
        Names(text, "Wants", unit.Wants);
        Names(text, "RequiresMountsFor", unit.RequiresMountsFor);
        foreach (var path in unit.RuntimeDirectory is { } directory ? RuntimeDirectory.Assertions(directory) : [])
            Setting(text, "AssertPathExists", path);
        Setting(text, "CollectMode", UnitDefinition.CollectMode);
    }

    private static void WriteService(StringBuilder text, UnitDefinition unit)
    {
        text.Append("[Service]\n");
        Setting(text, "Type", unit.Type);
        Setting(text, "NotifyAccess", unit.NotifyAccess);
        Setting(text, "Restart", unit.Restart);
        Setting(text, "TimeoutStartSec", SystemdText.TimeSpan(unit.TimeoutStart));
        Setting(text, "TimeoutStopSec", SystemdText.TimeSpan(unit.TimeoutStop));
        Setting(text, "User", unit.User);
        Names(text, "RuntimeDirectory", unit.RuntimeDirectory is { } directory ? RuntimeDirectory.Settings(directory) : []);
        Setting(text, "Delegate", unit.Delegate ? "yes" : null);
        foreach (var (name, value) in unit.Environment)
            Raw(text, "Environment", SystemdText.Assignment(name, value));
        Commands(text, "ExecStartPre", unit.ExecStartPre);
        Commands(text, "ExecStart", [unit.ExecStart]);
        Commands(text, "ExecStop", unit.ExecStop);
        Commands(text, "ExecStopPost", unit.ExecStopPost);
    }

    private static void Commands(StringBuilder text, string name, ImmutableArray<ExecCommand> commands)
    {
        foreach (var command in commands)
            Raw(text, name, SystemdText.CommandLine(command));
    }

    private static void Names(StringBuilder text, string name, ImmutableArray<string> values) =>
        Setting(text, name, values.IsEmpty ? null : string.Join(' ', values));

    private static void Setting(StringBuilder text, string name, string? value)
    {
        if (value is not null)
            Raw(text, name, SystemdText.Line(value));
    }

    private static void Raw(StringBuilder text, string name, string value) => text.Append($"{name}={value}\n");
}
