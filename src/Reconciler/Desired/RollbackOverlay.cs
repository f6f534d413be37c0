using System.Collections.Immutable;
using OciReconciler.Model.Workloads;
using OciReconciler.State;

namespace OciReconciler.Desired;

/// <summary>Puts the versions that are in force into the place of the manifests that did not come up.</summary>
internal static class RollbackOverlay
{
    public static DesiredState Apply(DesiredState state, ImmutableDictionary<WorkloadKey, Rollback> rollbacks)
    {
        var workloads = state.Workloads;
        foreach (var (key, rollback) in rollbacks)
        {
            if (workloads.TryGetValue(key, out var manifest) && manifest.ManifestDigest == rollback.ManifestDigest)
            {
                workloads = workloads.SetItem(key, manifest with
                {
                    Spec = rollback.Spec with { AutoStart = manifest.Spec.AutoStart },
                    MetadataLabels = rollback.MetadataLabels,
                    Document = rollback.Document,
                    Refusal = rollback.Refusal,
                    RolledBack = new RolledBackManifest(manifest.Spec, manifest.Document, rollback.ImageId),
                });
            }
        }

        return ReferenceEquals(workloads, state.Workloads) ? state : state with { Workloads = workloads };
    }
}
