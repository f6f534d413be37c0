using OciReconciler.Model.Desired;
using OciReconciler.Model.Observed;
using OciReconciler.Model.Rollouts;

namespace OciReconciler.Model.Planning;

/// <summary>All that a plan is made from. Values only.</summary>
public sealed record PlanInput
{
    /// <summary>Desired members of the component.</summary>
    public required ImmutableSortedDictionary<WorkloadKey, DesiredMember> Desired { get; init; }

    /// <summary>Every member of the component, desired or not, as observed.</summary>
    public required ImmutableSortedDictionary<WorkloadKey, ObservedWorkload> Observed { get; init; }

    /// <summary>Names that any manifest declares, whether in this component or not.</summary>
    public required ImmutableHashSet<WorkloadKey> Declared { get; init; }

    /// <summary>Members without a manifest that may be removed.</summary>
    public ImmutableHashSet<WorkloadKey> MayPrune { get; init; } = [];

    /// <summary>Members that somebody paused: they are left alone.</summary>
    public ImmutableHashSet<WorkloadKey> Paused { get; init; } = [];

    /// <summary>Members whose restart was asked for and has not been carried out.</summary>
    public ImmutableHashSet<WorkloadKey> RestartRequested { get; init; } = [];

    /// <summary>What the past of each member means; one that has none is new.</summary>
    public ImmutableDictionary<WorkloadKey, Assessment> Assessments { get; init; } = ImmutableDictionary<WorkloadKey, Assessment>.Empty;

    /// <summary>What preparing gave, for members that were prepared in this pass.</summary>
    public ImmutableDictionary<WorkloadKey, Preparation> Prepared { get; init; } = ImmutableDictionary<WorkloadKey, Preparation>.Empty;

    /// <summary>
    /// Somebody paused the member, or its container at its engine: what is done to it would undo what that is for, such as a backup, and
    /// podman cannot even stop it.
    /// </summary>
    public bool IsPaused(WorkloadKey key) =>
        Paused.Contains(key) || (Observed.TryGetValue(key, out var observed) && observed.HasPausedContainer);

    /// <summary>What the past of a member means.</summary>
    public Assessment AssessmentOf(WorkloadKey key) => Assessments.GetValueOrDefault(key)
        ?? new Assessment { Readiness = Readiness.Of(Observed[key], Desired.GetValueOrDefault(key)?.HasHealthCheck ?? false) };
}
