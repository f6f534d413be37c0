using System.IO.Enumeration;
using Tmds.DBus.Protocol;

namespace OciReconciler.UnitTests.DBus;

/// <summary>Loaded units of a scripted systemd, and what it is asked about them: BY-NAME or BY-PATTERN, and what is asked for.</summary>
internal sealed class ScriptedUnits
{
    private readonly Dictionary<string, UnitStatus> _rows = new(StringComparer.Ordinal);
    private readonly List<string> _asked = [];
    private Action? _held;
    private TaskCompletionSource? _holds;

    public ScriptedUnits(ScriptedSystemd systemd)
    {
        systemd.Answer("ListUnitsByPatterns", context => Answer(context, "BY-PATTERN", isByName: false));
        systemd.Answer("ListUnitsByNames", context => Answer(context, "BY-NAME", isByName: true));
    }

    /// <summary>Names that are answered with another unit's row.</summary>
    public Dictionary<string, string> Aliases { get; } = new(StringComparer.Ordinal);

    public void Put(UnitStatus row) => _rows[row.Name] = row;

    public void Remove(string name) => _rows.Remove(name);

    /// <summary>What was asked since the last time.</summary>
    public List<string> Take()
    {
        lock (_asked)
        {
            List<string> asked = [.. _asked];
            _asked.Clear();
            return asked;
        }
    }

    /// <summary>Holds the next answer back.</summary>
    /// <returns>Completes when there is one.</returns>
    public Task HoldNext() => (_holds = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Gives the answer that was held back.</summary>
    public void Release() => _held!();

    private void Answer(MethodContext context, string kind, bool isByName)
    {
        Reader reader = context.Request.GetBodyReader();
        if (!isByName)
            reader.ReadArrayOfString();
        string[] names = reader.ReadArrayOfString();
        lock (_asked)
            _asked.Add($"{kind} {string.Join(' ', names.Order(StringComparer.Ordinal))}");
        UnitStatus[] rows = isByName
            ? [.. names.Select(name => _rows.GetValueOrDefault(Aliases.GetValueOrDefault(name, name)) ?? NotFound(name))]
            : [.. _rows.Values.Where(row => names.Any(name => Matches(row.Name, name)))];
        if (_holds is not { } holds)
        {
            Reply(context, rows);
            return;
        }

        (_holds, _held) = (null, () => Reply(context, rows));
        context.DisposesAsynchronously = true;
        holds.SetResult();
    }

    // A slice needs no file.
    private static UnitStatus NotFound(string name) =>
        new(name, name, name.EndsWith(".slice", StringComparison.Ordinal) ? "loaded" : "not-found", "inactive", "dead", 0, "");

    private static bool Matches(string name, string pattern) => pattern.Contains('*', StringComparison.Ordinal)
        ? FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false)
        : name == pattern;

    private static void Reply(MethodContext context, UnitStatus[] rows)
    {
        MessageWriter writer = context.CreateReplyWriter("a(ssssssouso)");
        UnitRowReaderTests.Write(ref writer, rows);
        context.Reply(writer.CreateMessage());
        writer.Dispose();
    }
}
