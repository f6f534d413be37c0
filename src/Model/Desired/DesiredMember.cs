using OciReconciler.Model.Hashing;

namespace OciReconciler.Model.Desired;

/// <summary>What the planner needs to know of a desired workload.</summary>
public sealed record DesiredMember
{
    /// <summary>The workload's key.</summary>
    public required WorkloadKey Key { get; init; }

    /// <summary>Full unit name.</summary>
    public required string Unit { get; init; }

    /// <summary><see cref="SpecHash.Definition"/>.</summary>
    public required string DefinitionHash { get; init; }

    /// <summary><see cref="SpecHash.RenderVersion"/>.</summary>
    public required string RenderVersion { get; init; }

    /// <summary>The engine that runs it.</summary>
    public Backend Backend { get; init; }

    /// <summary>Keep it running.</summary>
    public required bool AutoStart { get; init; }

    /// <summary>Its manifest has a health check.</summary>
    public bool HasHealthCheck { get; init; }

    /// <summary>Within which its health check says something new: its interval and the time of one test.</summary>
    public TimeSpan HealthCheckPeriod { get; init; }

    /// <summary>For how long a version has to be ready to be stable, in seconds.</summary>
    public int MinReadySeconds { get; init; }

    /// <summary>How long a version has to become ready, in seconds.</summary>
    public int ProgressDeadlineSeconds { get; init; } = 300;

    /// <summary>A version that does not become ready is rolled back.</summary>
    public bool RollsBack { get; init; } = true;

    /// <summary>Why this version is not defined, though it was accepted once; null: it is.</summary>
    public Refusal? Refusal { get; init; }

    /// <summary>Names of the workloads that it requires.</summary>
    public ImmutableArray<WorkloadKey> DependsOn { get; init; } = [];
}
