using System.Globalization;

namespace OciReconciler.IntegrationTests;

/// <summary>One of the builds that are compared, with what was measured of it, round after round.</summary>
/// <param name="program">Its file on this machine.</param>
internal sealed class Candidate(string name, string program)
{
    /// <summary>For the table.</summary>
    public string Name => name;

    /// <summary>Its file on this machine.</summary>
    public string Program => program;

    /// <summary>Values by what they are of, in the order in which they were first measured.</summary>
    public OrderedDictionary<string, List<double>> Figures { get; } = new(StringComparer.Ordinal);

    /// <summary>Calls by what was done meanwhile.</summary>
    public OrderedDictionary<string, List<IReadOnlyList<SeenCall>>> Calls { get; } = new(StringComparer.Ordinal);

    /// <summary>Notes a value of one round.</summary>
    public void Add(string figure, double value)
    {
        if (!Figures.TryGetValue(figure, out var values))
            Figures[figure] = values = [];
        values.Add(value);
    }

    /// <summary>Notes the calls of one time.</summary>
    public void Add(string phase, IReadOnlyList<SeenCall> calls)
    {
        if (!Calls.TryGetValue(phase, out var times))
            Calls[phase] = times = [];
        times.Add(calls);
    }

    /// <summary>The middle one, or the mean of the two in the middle.</summary>
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    /// <summary>A figure as the table shows it.</summary>
    public string Text(string figure) => Figures.TryGetValue(figure, out var values) ? Text(values) : "?";

    /// <summary>How many calls there were of one method, or of all.</summary>
    public string Count(string phase, string? method = null) =>
        Text([.. Calls[phase].Select(calls => (double)calls.Count(call => method is null || call.Method == method))]);

    /// <summary>The calls in order, as they were most of the times; and how often that was.</summary>
    public (string Lines, string Times) Sequence(string phase)
    {
        var most = Calls[phase].GroupBy(calls => string.Concat(calls.Select(call => call.Line + "\n")))
            .OrderByDescending(times => times.Count()).ThenBy(times => times.Key.Length).First();
        return (most.Key, $"{most.Count()} of {Calls[phase].Count}");
    }

    private static string Text(List<double> values) =>
        Text(Median(values)) + (values.Min() == values.Max() ? "" : $" ({Text(values.Min())} to {Text(values.Max())})");

    private static string Text(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
