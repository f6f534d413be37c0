using Tmds.DBus.Protocol;

namespace OciReconciler.DBus.Units;

/// <summary>
/// Commands whose arguments reach the process as they are, before and after a daemon-reload. systemd 254 and newer: the Ex form with
/// no-env-expand, a(sasas). Older: the plain form a(sasb) with every '$' doubled.
/// </summary>
public sealed record ExecProperty : TransientProperty
{
    // systemd 243 to 253 accept the Ex form but write a unit file that they cannot read back after a daemon-reload.
    private const int FirstVersionWithNoEnvExpand = 254;

    private readonly bool _extended;

    /// <summary>Makes one.</summary>
    /// <param name="property">The plain name: ExecStart, ExecStartPre, ExecStop, ...</param>
    /// <param name="lines">The commands, in order.</param>
    /// <param name="systemdMajorVersion">Of the manager that gets it such as 257.</param>
    /// <exception cref="ArgumentException">
    /// A path that is not absolute or holds a '$' (systemd does not read it back from the unit's file as it was sent), or no arguments.
    /// </exception>
    public ExecProperty(string property, ImmutableArray<ExecLine> lines, int systemdMajorVersion)
        : base(systemdMajorVersion >= FirstVersionWithNoEnvExpand ? property + "Ex" : property)
    {
        _extended = systemdMajorVersion >= FirstVersionWithNoEnvExpand;
        Lines = lines;
        foreach (ExecLine line in lines)
            Check(line, property);
    }

    /// <summary>The commands, in order, as they were given.</summary>
    public ImmutableArray<ExecLine> Lines { get; }

    /// <inheritdoc/>
    internal override void WriteVariant(ref MessageWriter writer)
    {
        writer.WriteSignature(_extended ? "a(sasas)"u8 : "a(sasb)"u8);
        ArrayStart commands = writer.WriteArrayStart(DBusType.Struct);
        foreach (ExecLine line in Lines)
        {
            writer.WriteStructureStart();
            writer.WriteText(line.Path);
            if (_extended)
                WriteLiteral(ref writer, line);
            else
                WriteDoubled(ref writer, line);
        }

        writer.WriteArrayEnd(commands);
    }

    private static void WriteLiteral(ref MessageWriter writer, ExecLine line)
    {
        writer.WriteTexts(line.Arguments);
        writer.WriteTexts(line.IgnoreFailure ? ["no-env-expand", "ignore-failure"] : ["no-env-expand"]);
    }

    private static void WriteDoubled(ref MessageWriter writer, ExecLine line)
    {
        writer.WriteTexts([.. line.Arguments.Select(argument => argument.Replace("$", "$$", StringComparison.Ordinal))]);
        writer.WriteBool(line.IgnoreFailure);
    }

    private static void Check(ExecLine line, string property)
    {
        if (!line.Path.StartsWith('/') || line.Path.Contains('$', StringComparison.Ordinal))
            throw new ArgumentException($"{property}: the program '{line.Path}' must be an absolute path without '$'", nameof(line));
        if (line.Arguments.IsDefaultOrEmpty)
            throw new ArgumentException($"{property}: {line.Path} needs at least its own name as argument", nameof(line));
    }
}
