namespace OciReconciler.Desired;

/// <summary>What one update of the desired state changed.</summary>
/// <param name="Changed">Workloads that are new, other, gone, or have other problems.</param>
/// <param name="PruningWidened">Something may be removed now that might not before: live workloads that nothing desires are due.</param>
internal sealed record DesiredUpdate(DesiredState State, ImmutableArray<WorkloadKey> Changed, bool PruningWidened);
