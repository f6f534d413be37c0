using OciReconciler.Desired;
using OciReconciler.Observing;

namespace OciReconciler.Passes;

/// <summary>Which workloads a pass has to lock together. Pure.</summary>
internal static class ComponentBoundary
{
    /// <summary>
    /// The members and those that the host or a newer manifest ties to them; null: the members are all. What is loaded counts besides what
    /// is declared: a unit of ours may name a member's unit, or be required by it, while no manifest says so any more.
    /// </summary>
    public static ImmutableSortedSet<WorkloadKey>? Grown(
        ImmutableSortedSet<WorkloadKey> members, DesiredView desired, Observation observation)
    {
        var loaded = observation.Workloads.Values
            .SelectMany(workload => workload.Units.Values)
            .Where(unit => unit.HasDetails)
            .SelectMany(unit => unit.NamedBy.Concat(unit.Requires))
            .Distinct(StringComparer.Ordinal)
            .Select(observation.Listing.OwnerOf)
            .OfType<WorkloadKey>();
        var declared = desired.ComponentOf(members.Where(desired.Members.ContainsKey));
        var grown = members.Union(loaded.Concat(declared));
        return grown.Count == members.Count ? null : grown;
    }
}
