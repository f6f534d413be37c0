using System.Runtime.CompilerServices;
using OciReconciler.State;

namespace OciReconciler.Desired;

/// <summary>
/// Puts stable revisions in force in the place of the manifests that did not come up. A workload that is rolled back stays the same object
/// for as long as neither its manifest nor its rollback is another one. Thread-safe.
/// </summary>
internal sealed class RollbackOverlay
{
    private readonly ConditionalWeakTable<DesiredWorkload, DesiredWorkload> _rolledBack = [];

    /// <summary>The state with these in force.</summary>
    public DesiredState Apply(DesiredState state, ImmutableDictionary<WorkloadKey, Rollback> rollbacks)
    {
        var workloads = state.Workloads;
        foreach (var (key, rollback) in rollbacks)
        {
            if (workloads.TryGetValue(key, out var workload) && workload.ManifestDigest == rollback.ManifestDigest)
                workloads = workloads.SetItem(key, RolledBack(workload, rollback));
        }

        return ReferenceEquals(workloads, state.Workloads) ? state : state with { Workloads = workloads };
    }

    private DesiredWorkload RolledBack(DesiredWorkload workload, Rollback rollback)
    {
        if (_rolledBack.TryGetValue(workload, out var known) && ReferenceEquals(known.Rollback, rollback))
            return known;
        var rolledBack = workload.RolledBackBy(rollback);
        _rolledBack.AddOrUpdate(workload, rolledBack);
        return rolledBack;
    }
}
