using Spectre.Console;

namespace OciReconciler.Cli;

/// <summary>kubectl's kind of table: aligned columns, no frame, nothing cut off.</summary>
internal sealed class TextTable
{
    private readonly Table _table;

    public TextTable(IReadOnlyList<string> headers)
    {
        _table = new Table { Border = TableBorder.None };
        foreach (var header in headers)
            _table.AddColumn(new TableColumn(new Text(header)) { NoWrap = true, Padding = new Padding(0, 0, 3, 0) });
    }

    /// <summary>A row; a cell of several lines becomes one.</summary>
    public void Add(IReadOnlyList<string> cells) =>
        _table.AddRow(cells.Select(cell => new Text(TerminalEscaper.Escape(cell.ReplaceLineEndings(" ")))));

    public IEnumerable<string> Lines()
    {
        using var writer = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        // Scripts cut columns themselves; a terminal wraps.
        console.Profile.Width = 4096;
        console.Write(_table);
        return writer.ToString().TrimEnd().Split('\n').Select(line => line.TrimEnd());
    }
}
