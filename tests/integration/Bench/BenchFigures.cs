namespace OciReconciler.IntegrationTests;

/// <summary>All that was measured: values by line and by whose they are, in the order in which they came.</summary>
internal sealed class BenchFigures
{
    private readonly OrderedDictionary<BenchLine, OrderedDictionary<string, List<double>>> _values = [];

    /// <summary>The lines, by row.</summary>
    public IEnumerable<BenchLine> Lines => _values.Keys.OrderBy(line => line.Row, StringComparer.Ordinal);

    /// <summary>Notes values of a round, and shows them while the rest is measured.</summary>
    /// <param name="subject">A column of the programs, or the name of a peer or limit.</param>
    public void Add(BenchLine line, string subject, params IReadOnlyList<double> values)
    {
        if (!_values.TryGetValue(line, out var subjects))
            _values[line] = subjects = new(StringComparer.Ordinal);
        if (!subjects.TryGetValue(subject, out var all))
            subjects[subject] = all = [];
        all.AddRange(values);
        Figure.Print($"{line.Row} {line.Work}, {subject}", $"{FigureText.Of(values, line.Percentile)} {line.Unit}");
    }

    /// <summary>Whose values a line has.</summary>
    public IEnumerable<string> SubjectsOf(BenchLine line) => _values[line].Keys;

    /// <summary>The values of one of them; empty where nothing was measured.</summary>
    public IReadOnlyList<double> ValuesOf(BenchLine line, string subject) => _values[line].GetValueOrDefault(subject) ?? [];

    /// <summary>The value that stands for all of one of them, or null.</summary>
    public double? TypicalOf(BenchLine line, string subject) =>
        ValuesOf(line, subject) is { Count: > 0 } values ? FigureText.Percentile(values, line.Percentile) : null;
}
