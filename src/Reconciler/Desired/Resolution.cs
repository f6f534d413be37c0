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
    /// <summary>Workloads that a later source declares too, and in which file.</summary>
    public IReadOnlyDictionary<WorkloadKey, string> Unused { get; init; } = ImmutableDictionary<WorkloadKey, string>.Empty;
}
