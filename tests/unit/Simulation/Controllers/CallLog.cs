using System.Security.Cryptography;

namespace OciReconciler.UnitTests.Simulation.Controllers;

/// <summary>The calls of controllers: what they changed, and what they only read.</summary>
internal sealed class CallLog : IDisposable
{
    private static readonly HashSet<string> Reads = new(StringComparer.Ordinal)
    {
        "ListUnits", "ListContainers", "ListImages", "InspectContainer", "FindImage", "Watch", "Ping", "HasNetwork", "Fetch",
    };

    private static readonly HashSet<string> OfEngines = new(StringComparer.Ordinal)
    {
        "ListContainers", "ListImages", "InspectContainer", "FindImage", "TagImage", "UntagImage", "Pull", "RemoveContainer", "Watch",
        "Ping", "HasNetwork",
    };

    private const int Remembered = 5000;

    private readonly Queue<string> _recent = new();
    private readonly IncrementalHash _digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>All calls.</summary>
    public long Count { get; private set; }

    /// <summary>How many calls of each name.</summary>
    public Dictionary<string, int> Counts { get; } = new(StringComparer.Ordinal);

    /// <summary>Calls that were no listing or inspection since the last <see cref="Forget"/>.</summary>
    public List<string> Acts { get; } = [];

    /// <summary>Gets the name of each call, readings among them.</summary>
    public Action<string>? Made { get; set; }

    /// <summary>Log lines are kept as well.</summary>
    public bool IsTraced { get; init; }

    /// <summary>The last calls, for a report.</summary>
    public IEnumerable<string> Recent => _recent;

    /// <summary>
    /// SHA-256 over the time, name and subject of all calls so far, in hexadecimal: two controllers that act alike have the same.
    /// </summary>
    public string Digest => Convert.ToHexStringLower(_digest.GetCurrentHash());

    /// <summary>Whether calls of a name are requests to an engine; systemd gets all others but those for git.</summary>
    public static bool IsOfEngine(string name) => OfEngines.Contains(name);

    public void Add(TimeSpan at, string name, string what)
    {
        Count++;
        Made?.Invoke(name);
        Counts[name] = Counts.GetValueOrDefault(name) + 1;
        _digest.AppendData(Encoding.UTF8.GetBytes($"{at.Ticks} {name} {what}\n"));
        var isRead = Reads.Contains(name);
        if (isRead && !IsTraced)
            return;
        var line = $"{at:hh\\:mm\\:ss\\.fff} {name} {what}";
        if (!isRead)
            Acts.Add(line);
        Remember(line);
    }

    /// <summary>A line of a controller's log.</summary>
    public void Say(TimeSpan at, string line) => Remember($"{at:hh\\:mm\\:ss\\.fff}   {line}");

    public void Forget() => Acts.Clear();

    public void Dispose() => _digest.Dispose();

    private void Remember(string line)
    {
        _recent.Enqueue(line);
        if (_recent.Count > Remembered)
            _recent.Dequeue();
    }
}
