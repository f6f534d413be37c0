namespace OciReconciler.UnitTests.Simulation.Controllers;

/// <summary>What goes wrong, and for how long (in ticks of the virtual clock).</summary>
internal sealed class SimulatedFaults
{
    /// <summary>Each engine's API is in trouble until then.</summary>
    public Dictionary<OciReconciler.Model.Workloads.Backend, (EngineTrouble Kind, long Until)> Engines { get; } = [];

    /// <summary>Faults of the next calls to systemd, one each.</summary>
    public Queue<CallFault> Calls { get; } = new();

    /// <summary>The controller is killed at the call after so many more; null: it is not.</summary>
    public int? KillAfterCalls { get; set; }

    /// <summary>Killed before the call takes effect, or after it and before its answer.</summary>
    public bool KillBeforeEffect { get; set; }

    /// <summary>
    /// The next starts of a unit's process that fail, by unit: because its engine cannot start the container, or because that ends at
    /// once.
    /// </summary>
    public Dictionary<string, (int Count, bool IsOfEngine)> FailingStarts { get; } = new(StringComparer.Ordinal);

    /// <summary>The next start or stop of a unit takes that much longer.</summary>
    public Dictionary<string, TimeSpan> Slow { get; } = new(StringComparer.Ordinal);

    /// <summary>Nothing can be written under /run: systemd takes no definition.</summary>
    public bool RunIsFull { get; set; }

    /// <summary>A network without which podman starts nothing; null: none is missing.</summary>
    public string? MissingNetwork { get; set; }

    /// <summary>Images arrive slowly.</summary>
    public bool RegistryIsSlow { get; set; }

    /// <summary>What was to happen to units, and did not yet, does not: it would be no answer to what is done from now on.</summary>
    public void Settle()
    {
        FailingStarts.Clear();
        Slow.Clear();
    }

    /// <summary>All is well from now on.</summary>
    public void Clear()
    {
        Engines.Clear();
        Calls.Clear();
        KillAfterCalls = null;
        RunIsFull = false;
        RegistryIsSlow = false;
        Settle();
    }
}

/// <summary>How a call to systemd fails.</summary>
internal enum CallFault
{
    /// <summary>An error reply, and nothing done.</summary>
    Refused,

    /// <summary>No answer, and nothing done.</summary>
    Lost,

    /// <summary>No answer, though it was done.</summary>
    AnswerLost,

    /// <summary>The connection broke after it was done.</summary>
    Closed,
}

/// <summary>How an engine's API fails.</summary>
internal enum EngineTrouble
{
    /// <summary>Nobody listens.</summary>
    Unavailable,

    /// <summary>No answer.</summary>
    Hung,

    /// <summary>500 to everything.</summary>
    Broken,

    /// <summary>Pulls fail: the network.</summary>
    NoRegistry,
}
