using System.Collections.Immutable;
using OciReconciler.Model.Conditions;
using OciReconciler.Model.Desired;
using OciReconciler.Model.Manifests.Json;
using OciReconciler.Model.Observed;
using OciReconciler.Model.Planning;
using OciReconciler.Model.Rollouts;
using OciReconciler.Model.Workloads;

namespace OciReconciler.Model.Status;

/// <summary>What a status is made from.</summary>
/// <param name="Spec">Desired state.</param>
/// <param name="Member">The same as the planner saw it.</param>
/// <param name="File">Where it is declared.</param>
/// <param name="Generation">Of the desired state.</param>
/// <param name="Problems">What is wrong with the manifest now; the spec is then the last good one.</param>
/// <param name="Observed">As observed last.</param>
/// <param name="Decision">As decided last.</param>
/// <param name="PinnedBy">Units of others that keep ours loaded, as far as they were looked for.</param>
/// <param name="IsWorking">Whether steps are under way.</param>
/// <param name="IsDeclared">Whether a manifest declares it now; else the spec is its last good one.</param>
/// <param name="Warnings">Those of a preparation in this pass; null when there was none that got to its end: the last ones stand.</param>
/// <param name="RemovalGrace">Not null: no manifest declares it any more, and this is why it stays for a while.</param>
public sealed record StatusInput(
    WorkloadSpec Spec,
    DesiredMember Member,
    string File,
    long Generation,
    ImmutableArray<ManifestError> Problems,
    ObservedWorkload Observed,
    Decision Decision,
    ImmutableArray<string> PinnedBy,
    bool IsWorking,
    bool IsDeclared,
    ImmutableArray<PrepareWarning>? Warnings = null,
    FailureReason? RemovalGrace = null)
{
    /// <summary>What its past means, or null when it is not desired.</summary>
    public Assessment? Assessment { get; init; }

    /// <summary>Whether it serves: also of one that nothing desires any more, or that is paused.</summary>
    public Readiness Readiness => Assessment?.Readiness ?? Readiness.Of(Observed, Spec.HealthCheck is not null);

    /// <summary>What is remembered of it.</summary>
    public RolloutRecord Record { get; init; } = RolloutRecord.Empty;

    /// <summary>Its runs, as far as they were seen.</summary>
    public UnitRun? Run { get; init; }

    /// <summary>The image of the version that is in force in place of the manifest's, or null.</summary>
    public string? ImageInForce { get; init; }

    /// <summary>The version before is in force in place of the manifest's.</summary>
    public bool IsRolledBack => Record.Failed is { IsKept: false };

    /// <summary>The manifest's version was tried, did not come up and is not tried again.</summary>
    public FailedRevision? RolledBack => Record.Failed is { IsKept: false, IsForNow: false } bad ? bad : null;
}
