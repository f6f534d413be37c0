using System.Collections.Immutable;
using OciReconciler.Model.Lifecycle;
using OciReconciler.Model.Observed;
using OciReconciler.Model.Workloads;

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
    public ImmutableDictionary<WorkloadKey, Standing> Standings { get; init; } = ImmutableDictionary<WorkloadKey, Standing>.Empty;

    /// <summary>What preparing gave, for members that were prepared in this pass.</summary>
    public ImmutableDictionary<WorkloadKey, Preparation> Prepared { get; init; } = ImmutableDictionary<WorkloadKey, Preparation>.Empty;

    /// <summary>
    /// Somebody paused the member, or its container at its engine: what is done to it would undo what that is for, such as a backup, and
    /// podman cannot even stop it.
    /// </summary>
    public bool IsLeftAlone(WorkloadKey key) =>
        Paused.Contains(key) || (Observed.TryGetValue(key, out var observed) && observed.HasPausedContainer);

    /// <summary>What the past of a member means.</summary>
    public Standing StandingOf(WorkloadKey key) => Standings.GetValueOrDefault(key)
        ?? new Standing { Readiness = Readiness.Of(Observed[key], Desired.GetValueOrDefault(key)?.HasHealthCheck ?? false) };
}

/// <summary>What preparing one workload's image and inputs gave.</summary>
/// <param name="InputsHash">Digest of the inputs, when it went well.</param>
/// <param name="Failure">What went wrong, or null.</param>
/// <param name="Warnings">What went wrong without stopping it; null when it did not get to its end.</param>
public sealed record Preparation(InputsDigest? InputsHash, Blocker? Failure, ImmutableArray<PrepareWarning>? Warnings = null)
{
    /// <summary>What the digest is of, when it went well.</summary>
    public WorkloadInputs? Inputs { get; init; }

    /// <summary>The image to run in the place of what its reference stands for, <c>sha256:HEX</c>; null: what the reference stands for.</summary>
    public string? ImageId { get; init; }
}

/// <summary>Why nothing is done: a CamelCase reason and a sentence that tells what to do.</summary>
/// <param name="Reason">For conditions.</param>
/// <param name="Message">For people.</param>
/// <param name="IsTerminal">The same again fails again, whatever happens meanwhile: only another manifest helps.</param>
public sealed record Blocker(string Reason, string Message, bool IsTerminal = false)
{
    /// <summary>Images or inputs could not be made ready: nothing was touched for it.</summary>
    public bool IsOfPreparation { get; init; }

    /// <summary>Reason of what an engine that does not answer holds up.</summary>
    public const string EngineUnavailable = nameof(EngineUnavailable);

    /// <summary>Reason of what systemd does not take as a definition.</summary>
    public const string DefinitionRejected = nameof(DefinitionRejected);

    /// <summary>Reason of what waits for room where systemd keeps definitions.</summary>
    public const string DiskFull = nameof(DiskFull);
}
