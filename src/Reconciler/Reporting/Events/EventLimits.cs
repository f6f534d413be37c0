namespace OciReconciler.Reporting.Events;

/// <summary>How much is kept of events.</summary>
internal sealed record EventLimits
{
    /// <summary>Events of one ring.</summary>
    public int Entries { get; init; } = 100;

    /// <summary>Bytes of one ring's file, give or take one event.</summary>
    public int Bytes { get; init; } = 128 * 1024;

    /// <summary>Characters of a message; the rest is cut off.</summary>
    public int MessageLength { get; init; } = 1024;

    /// <summary>What happens again within this time after its last time is counted. Longer than the longest backoff.</summary>
    public TimeSpan CountingWindow { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Rings of workloads that are gone.</summary>
    public int RemovedRings { get; init; } = 100;

    /// <summary>How long such a ring is kept.</summary>
    public TimeSpan RemovedAge { get; init; } = TimeSpan.FromDays(7);
}
