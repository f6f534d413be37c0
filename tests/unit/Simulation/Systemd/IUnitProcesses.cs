namespace OciReconciler.UnitTests.Simulation.Systemd;

/// <summary>What runs in units: the world around systemd.</summary>
internal interface IUnitProcesses
{
    /// <summary>A unit's process begins. Returns its exit code when it fails at once, or null.</summary>
    int? Run(SimulatedUnit unit);

    /// <summary>A unit's process and what it ran are gone.</summary>
    void Ended(SimulatedUnit unit);

    /// <summary>Told before a unit is started.</summary>
    void Starting(SimulatedUnit unit);

    /// <summary>Told before a unit that runs is stopped.</summary>
    void Stopping(SimulatedUnit unit);

    /// <summary>How long a start or stop takes.</summary>
    TimeSpan Delay(SimulatedUnit unit, JobKind kind);

    /// <summary>Whether the unit ends as failed when it is stopped: a container that had to be killed.</summary>
    bool EndsBadly(SimulatedUnit unit);
}
