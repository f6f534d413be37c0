using System.Text.Json.Serialization;

namespace OciReconciler.Model.Events;

/// <summary>One thing that the controller did, observed or was asked for. For people; never read back as input.</summary>
public sealed record WorkloadEvent
{
    /// <summary>Number in its ring, from 1. The same thing happening again keeps it.</summary>
    public long Sequence { get; init; }

    /// <summary>When it happened first.</summary>
    public required DateTimeOffset FirstTime { get; init; }

    /// <summary>When it happened last.</summary>
    public required DateTimeOffset LastTime { get; init; }

    /// <summary>How often it happened, from 1.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Normal or Warning.</summary>
    public required EventType Type { get; init; }

    /// <summary>One of <see cref="Conditions.Reasons"/>.</summary>
    public required string Reason { get; init; }

    /// <summary>The workload; null when it is about a file or directory that has none (yet).</summary>
    public string? Workload { get; init; }

    /// <summary>The manifest file or directory that it is about, or null.</summary>
    public string? Source { get; init; }

    /// <summary>The workload's unit, where it is known.</summary>
    public string? Unit { get; init; }

    /// <summary>What was decided (<see cref="Planning.ActionNames"/>); null when it is of no decision.</summary>
    public string? Action { get; init; }

    /// <summary>A sentence for people.</summary>
    public required string Message { get; init; }

    /// <summary>Events with one series are one event whose message goes on, such as the progress of a pull. Not kept on disk.</summary>
    [JsonIgnore]
    public string? Series { get; init; }

    /// <summary>What it is about: the workload, else the file or directory.</summary>
    [JsonIgnore]
    public string Subject => Workload ?? Source ?? "";
}
