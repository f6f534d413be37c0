using OciReconciler.Model.Manifests.Documents;
using OciReconciler.Model.Manifests.Json;
using OciReconciler.Model.Manifests.Sets;
using OciReconciler.State;

namespace OciReconciler.Desired;

/// <summary>Which declarations count.</summary>
/// <param name="Accepted">Valid by themselves and together, with their sources.</param>
/// <param name="Kept">Last valid revisions that stay desired, with what is wrong now.</param>
/// <param name="SetErrors">Errors and warnings that no file has by itself.</param>
internal sealed record Resolution(
    IReadOnlyDictionary<WorkloadKey, (string Source, DeclaredWorkload Workload)> Accepted,
    IReadOnlyDictionary<WorkloadKey, (LastValidRevision LastValid, ImmutableArray<ManifestError> Problems)> Kept,
    ImmutableArray<SetError> SetErrors)
{
    /// <summary>Of sources in which nothing is wrong, and of which nothing is asked for but what is declared.</summary>
    public static Resolution Plain { get; } = new(
        ImmutableDictionary<WorkloadKey, (string Source, DeclaredWorkload Workload)>.Empty,
        ImmutableDictionary<WorkloadKey, (LastValidRevision LastValid, ImmutableArray<ManifestError> Problems)>.Empty,
        []);

    /// <summary>What was looked at is accepted, without an error or a warning, and nothing is in the place of anything.</summary>
    public bool IsPlain => Kept.Count == 0 && SetErrors.IsEmpty && Unused.Count == 0;

    /// <summary>Workloads that a later source declares too, and in which file.</summary>
    public IReadOnlyDictionary<WorkloadKey, string> Unused { get; init; } = ImmutableDictionary<WorkloadKey, string>.Empty;
}
