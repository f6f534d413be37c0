using System.Globalization;

namespace OciReconciler.IntegrationTests;

/// <summary>One line of the fault table.</summary>
/// <param name="Change">What was to be carried out meanwhile or after it.</param>
internal sealed record FaultRow(string Fault, string Change)
{
    /// <summary>Seconds from the change until everything was as declared.</summary>
    public List<double> Seconds { get; } = [];

    /// <summary>Workloads that were not to be touched and were restarted.</summary>
    public SortedSet<string> Lost { get; } = new(StringComparer.Ordinal);

    public string Convergence => Seconds.Count == 1 ? Text(Seconds[0]) : $"{Text(Seconds.Min())} to {Text(Seconds.Max())}";

    public string LostText => Lost.Count == 0 ? "nothing" : string.Join(", ", Lost);

    public string ToMarkdown() =>
        $"| {Fault} | {Change} | {Seconds.Count.ToString(CultureInfo.InvariantCulture)} | {LostText} | {Convergence} |";

    private static string Text(double seconds) => seconds.ToString("0.0", CultureInfo.InvariantCulture) + " s";
}
