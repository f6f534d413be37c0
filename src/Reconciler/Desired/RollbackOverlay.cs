using OciReconciler.State;

namespace OciReconciler.Desired;

/// <summary>Puts stable revisions in force in the place of the manifests that did not come up.</summary>
internal static class RollbackOverlay
{
    public static DesiredState Apply(DesiredState state, ImmutableDictionary<WorkloadKey, Rollback> rollbacks)
    {
        var workloads = state.Workloads;
        foreach (var (key, rollback) in rollbacks)
        {
            if (workloads.TryGetValue(key, out var workload) && workload.ManifestDigest == rollback.ManifestDigest)
                workloads = workloads.SetItem(key, workload.RolledBackBy(rollback));
        }

        return ReferenceEquals(workloads, state.Workloads) ? state : state with { Workloads = workloads };
    }
}
