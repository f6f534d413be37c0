namespace OciReconciler.UnitTests.Simulation.Engine;

/// <summary>A container.</summary>
/// <param name="ImageId">What it was made from.</param>
/// <param name="Owner">Value of our label, or null.</param>
/// <param name="Unit">The unit that runs it, or null.</param>
/// <param name="Files">What its environment file said when it was started.</param>
/// <param name="StartedAt">When it was started.</param>
internal sealed record SimulatedContainer(
    string Id, string Name, string ImageId, string? Owner, string? Unit, string? Files, DateTimeOffset StartedAt)
{
    /// <summary>When somebody paused it, in ticks; null: nobody did.</summary>
    public long? PausedAt { get; set; }

    /// <summary>The engine's word for its state.</summary>
    public string State => PausedAt is not null ? "paused" : "running";

    /// <summary>What its health check said then.</summary>
    public HealthState HealthBeforePause { get; set; }

    /// <summary>What its health check says.</summary>
    public HealthState Health { get; set; }
}
