using OciReconciler.Model.Conditions;
using OciReconciler.Model.Desired;
using OciReconciler.Model.Manifests.Json;
using OciReconciler.Model.Observed;
using OciReconciler.Model.Planning;
using OciReconciler.Model.Rollouts;

namespace OciReconciler.Model.Status;

/// <summary>What a status is made from.</summary>
public sealed record StatusInput
{
    /// <summary>Desired state.</summary>
    public required WorkloadSpec Spec { get; init; }

    /// <summary>The spec as the planner's member.</summary>
    public required DesiredMember Member { get; init; }

    /// <summary>Where it is declared.</summary>
    public required string File { get; init; }

    /// <summary>The commit that declares it, <c>SOURCE@COMMIT</c>; null: no repository does.</summary>
    public string? Origin { get; init; }

    /// <summary>Generation of the desired document.</summary>
    public required long Generation { get; init; }

    /// <summary>What is wrong with the manifest now; the spec is then the last valid one.</summary>
    public ImmutableArray<ManifestError> Problems { get; init; } = [];

    /// <summary>A file of a later source that declares it too, which is not used; or null.</summary>
    public string? UnusedFile { get; init; }

    /// <summary>As observed last.</summary>
    public required ObservedWorkload Observed { get; init; }

    /// <summary>As decided last.</summary>
    public required Decision Decision { get; init; }

    /// <summary>Units of others that keep ours loaded, as far as they were read.</summary>
    public ImmutableArray<string> PinnedBy { get; init; } = [];

    /// <summary>Whether steps are under way.</summary>
    public required bool IsWorking { get; init; }

    /// <summary>Whether a manifest declares it now; else the spec is its last valid one.</summary>
    public required bool IsDeclared { get; init; }

    /// <summary>Those of a preparation in this pass; null when there was none that got to its end: the last ones stand.</summary>
    public ImmutableArray<PrepareWarning>? Warnings { get; init; }

    /// <summary>Why a preparation or a step of this pass failed, or null.</summary>
    public FailureReason? Failure { get; init; }

    /// <summary>Not null: no manifest declares it any more, and this is why it stays for a while.</summary>
    public FailureReason? RemovalGrace { get; init; }

    /// <summary>What its past means, or null when it is not desired.</summary>
    public Assessment? Assessment { get; init; }

    /// <summary>What is remembered of it.</summary>
    public RolloutRecord Record { get; init; } = RolloutRecord.Empty;

    /// <summary>Its runs, as far as they were observed.</summary>
    public UnitRun? Run { get; init; }

    /// <summary>The image of the version that is in force in place of the manifest's, or null.</summary>
    public string? ImageInForce { get; init; }

    /// <summary>Whether it serves: also of one that nothing desires any more, or that is paused.</summary>
    public Readiness Readiness => Assessment?.Readiness ?? Readiness.Of(Observed, Spec.HealthCheck is not null);

    /// <summary>The service, when it is ours.</summary>
    public ObservedUnit? Unit => Observed.AppliedUnit;

    /// <summary>What is defined is what is desired.</summary>
    public bool IsInEffect => Observed.Applied?.DefinitionHash == Member.DefinitionHash;

    /// <summary>The version before is in force in place of the manifest's.</summary>
    public bool IsRolledBack => Record.Failed is { IsKept: false };

    /// <summary>The manifest's version did not come up and is not tried again.</summary>
    public FailedRevision? RolledBack => Record.Failed is { IsKept: false, IsForNow: false } bad ? bad : null;
}
