namespace OciReconciler.IntegrationTests;

/// <summary>The table in Markdown: ratios first, then the figures that they are of. Pure.</summary>
internal static class BenchTable
{
    /// <summary>Its lines.</summary>
    /// <param name="programs">A column each; with two of them there is a ratio of both as well.</param>
    public static IEnumerable<string> Of(BenchFigures figures, IReadOnlyList<BenchProgram> programs)
    {
        var both = programs.Count > 1;
        yield return Row(["", "work", "this : peer", .. both ? ["before : this"] : Array.Empty<string>(),
            .. programs.Select(program => $"{program.Column} ({program.Name})"), "peers, limits", "target"]);
        yield return Row(["---", "---", "---:", .. both ? ["---:"] : Array.Empty<string>(), .. programs.Select(_ => "---:"), "---", "---"]);
        foreach (var line in figures.Lines)
        {
            var change = Ratio(figures.TypicalOf(line, BenchProgram.Base), figures.TypicalOf(line, BenchProgram.This));
            yield return Row([line.Row, $"{line.Work}, {line.Unit}", Ratios(figures, line), .. both ? [change] : Array.Empty<string>(),
                .. programs.Select(program => Value(figures, line, program.Column)), Peers(figures, line), line.Target]);
        }
    }

    private static string Ratios(BenchFigures figures, BenchLine line) => string.Join("; ", PeersOf(figures, line)
        .Select(peer => (Peer: peer, Ratio: Ratio(figures.TypicalOf(line, BenchProgram.This), figures.TypicalOf(line, peer))))
        .Where(pair => pair.Ratio.Length > 0).Select(pair => $"{pair.Ratio} {pair.Peer}"));

    private static string Peers(BenchFigures figures, BenchLine line) =>
        string.Join("; ", PeersOf(figures, line).Select(peer => $"{peer} {Value(figures, line, peer)}"));

    private static IEnumerable<string> PeersOf(BenchFigures figures, BenchLine line) =>
        figures.SubjectsOf(line).Where(subject => subject is not (BenchProgram.This or BenchProgram.Base));

    private static string Value(BenchFigures figures, BenchLine line, string subject) =>
        figures.ValuesOf(line, subject) is { Count: > 0 } values ? FigureText.Of(values, line.Percentile) : "not measured";

    private static string Ratio(double? one, double? other) =>
        one is { } first && other is > 0 ? $"{FigureText.Of(first / other.Value)} x" : "";

    private static string Row(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";
}
