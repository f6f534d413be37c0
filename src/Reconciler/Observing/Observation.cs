using OciReconciler.Units;

namespace OciReconciler.Observing;

/// <summary>What a pass sees: one listing, and the workloads it was asked for.</summary>
internal sealed record Observation(UnitListing Listing, ImmutableSortedDictionary<WorkloadKey, ObservedWorkload> Workloads)
{
    /// <summary>Nothing was observed yet.</summary>
    public static Observation Empty { get; } = new(new UnitListing([]), ImmutableSortedDictionary<WorkloadKey, ObservedWorkload>.Empty);
}
