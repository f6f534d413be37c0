using System.Collections.Immutable;
using OciReconciler.DBus.Bus;

namespace OciReconciler.DBus.Systemd;

/// <summary>Properties of a transient unit, each with the D-Bus type that systemd wants for it. Pure.</summary>
public static class TransientProperty
{
    // 243 to 253 accept the Ex form but write a unit file that they cannot read back after a daemon-reload.
    private const int FirstVersionWithNoEnvExpand = 254;

    /// <summary>s, such as Description or Type.</summary>
    public static KeyValuePair<string, BusValue> Text(string name, string value) => new(name, new BusValue.Text(value));

    /// <summary>as, such as After, Environment (NAME=VALUE) or RequiresMountsFor. Sent twice, an array is appended to; empty resets it.</summary>
    public static KeyValuePair<string, BusValue> Texts(string name, IEnumerable<string> values) =>
        new(name, new BusValue.Array("s", [.. values.Select(BusValue (value) => new BusValue.Text(value))]));

    /// <summary>b, such as Delegate.</summary>
    public static KeyValuePair<string, BusValue> Bool(string name, bool value) => new(name, new BusValue.Bool(value));

    /// <summary>t, such as MemoryMax (bytes).</summary>
    public static KeyValuePair<string, BusValue> Number(string name, ulong value) => new(name, new BusValue.UInt64(value));

    /// <summary>u, such as SocketMode.</summary>
    public static KeyValuePair<string, BusValue> SmallNumber(string name, uint value) => new(name, new BusValue.UInt32(value));

    /// <summary>Listen, a(ss): a stream socket of a .socket unit at an absolute path.</summary>
    public static KeyValuePair<string, BusValue> ListenStream(string path) =>
        new("Listen", new BusValue.Array("(ss)", [new BusValue.Struct([new BusValue.Text("Stream"), new BusValue.Text(path)])]));

    /// <summary>t in microseconds, such as TimeoutStopUSec.</summary>
    /// <param name="name">The property.</param>
    /// <param name="value">Null is "never"; zero would be "at once", not "never" as in a unit file.</param>
    public static KeyValuePair<string, BusValue> Duration(string name, TimeSpan? value) =>
        Number(name, value is { } limit ? (ulong)limit.TotalMicroseconds : ulong.MaxValue);

    /// <summary>h, such as StandardOutputFileDescriptor. The descriptor must stay open until the call's task ends.</summary>
    public static KeyValuePair<string, BusValue> Descriptor(string name, int descriptor) => new(name, new BusValue.Descriptor(descriptor));

    /// <summary>
    /// Commands whose arguments reach the process as they are, before and after a daemon-reload. systemd 254 and newer: the Ex form with
    /// no-env-expand, a(sasas). Older: the plain form a(sasb) with every '$' doubled.
    /// </summary>
    /// <param name="property">The plain name: ExecStart, ExecStartPre, ExecStop, ...</param>
    /// <param name="lines">The commands, in order.</param>
    /// <param name="systemdMajorVersion">Of the manager that gets it (<see cref="ManagerInfo.MajorVersion"/>).</param>
    /// <exception cref="ArgumentException">
    /// A path that is not absolute or holds a '$' (systemd does not read it back from the unit's file as it was sent), or no arguments.
    /// </exception>
    public static KeyValuePair<string, BusValue> ExecCommands(string property, IEnumerable<ExecLine> lines, int systemdMajorVersion)
    {
        bool extended = systemdMajorVersion >= FirstVersionWithNoEnvExpand;
        ImmutableArray<BusValue> commands = [.. lines.Select(BusValue (line) => Command(Checked(line, property), extended))];
        return new KeyValuePair<string, BusValue>(
            extended ? property + "Ex" : property, new BusValue.Array(extended ? "(sasas)" : "(sasb)", commands));
    }

    private static BusValue.Struct Command(ExecLine line, bool extended)
    {
        IEnumerable<string> arguments = extended
            ? line.Arguments
            : line.Arguments.Select(argument => argument.Replace("$", "$$", StringComparison.Ordinal));
        string[] flags = line.IgnoreFailure ? ["no-env-expand", "ignore-failure"] : ["no-env-expand"];
        return new BusValue.Struct(
        [
            new BusValue.Text(line.Path),
            Strings(arguments),
            extended ? Strings(flags) : new BusValue.Bool(line.IgnoreFailure),
        ]);
    }

    private static BusValue.Array Strings(IEnumerable<string> values) =>
        new("s", [.. values.Select(BusValue (value) => new BusValue.Text(value))]);

    private static ExecLine Checked(ExecLine line, string property)
    {
        if (!line.Path.StartsWith('/') || line.Path.Contains('$', StringComparison.Ordinal))
            throw new ArgumentException($"{property}: the program '{line.Path}' must be an absolute path without '$'", nameof(line));
        if (line.Arguments.IsDefaultOrEmpty)
            throw new ArgumentException($"{property}: {line.Path} needs at least its own name as argument", nameof(line));
        return line;
    }
}
