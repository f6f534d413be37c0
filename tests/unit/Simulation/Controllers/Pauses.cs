namespace OciReconciler.UnitTests.Simulation.Controllers;

/// <summary>Workloads that somebody paused: controllers leave them alone.</summary>
internal sealed class Pauses(SimulatedHost host)
{
    // A step that was begun before is carried to its end.
    private static readonly TimeSpan SeenAfter = TimeSpan.FromSeconds(30);

    private readonly SortedDictionary<string, long> _since = new(StringComparer.Ordinal);

    private PauseFiles Files => new(Path.Combine(host.Disk.State, "paused"));

    public IReadOnlyCollection<string> Names => _since.Keys;

    public void Add(string name)
    {
        if (Files.Add(new WorkloadKey(name)))
            _since[name] = host.Pump.Clock.Ticks;
    }

    public void Remove(string name)
    {
        Files.Remove(new WorkloadKey(name));
        _since.Remove(name);
    }

    /// <summary>It has been paused for so long that a controller must know.</summary>
    public bool MustBeKnown(string name) => _since.TryGetValue(name, out var since) && host.Pump.Clock.Ticks - since > SeenAfter.Ticks;
}
