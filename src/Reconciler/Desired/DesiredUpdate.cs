namespace OciReconciler.Desired;

/// <summary>What one update of the desired state changed.</summary>
/// <param name="Changed">Workloads that are new, other, gone, or have other problems.</param>
/// <param name="Removable">
/// What may be removed now and might not before, should it be on the host; null: anything of ours that nothing desires.
/// </param>
internal sealed record DesiredUpdate(
    DesiredState State, ImmutableArray<WorkloadKey> Changed, ImmutableArray<WorkloadKey>? Removable);
