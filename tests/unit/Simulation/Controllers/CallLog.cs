namespace OciReconciler.UnitTests.Simulation.Controllers;

/// <summary>The calls of controllers: what they changed, and what they only read.</summary>
internal sealed class CallLog
{
    private static readonly HashSet<string> Reads = new(StringComparer.Ordinal)
    {
        "ListUnits", "InspectContainer", "FindImage", "Watch", "Ping", "HasNetwork",
    };

    private const int Remembered = 5000;

    private readonly Queue<string> _recent = new();

    /// <summary>All calls.</summary>
    public long Count { get; private set; }

    /// <summary>Calls that were no listing or inspection since the last <see cref="Forget"/>.</summary>
    public List<string> Acts { get; } = [];

    /// <summary>Log lines are kept as well.</summary>
    public bool IsTraced { get; init; }

    /// <summary>The last calls, for a report.</summary>
    public IEnumerable<string> Recent => _recent;

    public void Add(TimeSpan at, string name, string what)
    {
        Count++;
        if (Reads.Contains(name))
            return;
        var line = $"{at:hh\\:mm\\:ss\\.fff} {name} {what}";
        Acts.Add(line);
        Remember(line);
    }

    /// <summary>A line of a controller's log.</summary>
    public void Say(TimeSpan at, string line) => Remember($"{at:hh\\:mm\\:ss\\.fff}   {line}");

    public void Forget() => Acts.Clear();

    private void Remember(string line)
    {
        _recent.Enqueue(line);
        if (_recent.Count > Remembered)
            _recent.Dequeue();
    }
}
