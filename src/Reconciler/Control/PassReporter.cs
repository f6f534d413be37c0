using System.Collections.Immutable;
using OciReconciler.Desired;
using OciReconciler.Model.Observed;
using OciReconciler.Model.Planning;
using OciReconciler.Model.Status;
using OciReconciler.Model.Workloads;
using OciReconciler.Observing;
using OciReconciler.Reporting;

namespace OciReconciler.Control;

/// <summary>Publishes what a pass sees and decides; drops the records of what is gone.</summary>
internal sealed class PassReporter(StatusWriter statuses, DesiredStore store)
{
    /// <summary>Publishes the status of each desired member.</summary>
    public void Publish(Plan plan, DesiredView desired, Observation observation)
    {
        foreach (var (key, observed) in observation.Workloads)
        {
            if (!desired.State.Workloads.TryGetValue(key, out var workload))
                continue;
            var working = plan.Steps.Any(step => step.Key == key);
            statuses.Publish(new StatusInput(
                workload.Spec, desired.Members[key], workload.File, workload.Generation, workload.Problems,
                observed, plan.Decisions[key], PinnedBy(observed, observation.Listing), working));
        }
    }

    /// <summary>Nothing of the workload is left, and nothing declares it.</summary>
    public void Forget(WorkloadKey key)
    {
        statuses.Remove(key);
        store.Pruned(key);
    }

    private static ImmutableArray<string> PinnedBy(ObservedWorkload observed, UnitListing listing) =>
        [.. (observed.AppliedUnit?.NamedBy ?? []).Where(unit => listing.Row(unit) is { LoadState: "loaded" } && listing.OwnerOf(unit) is null)];
}
