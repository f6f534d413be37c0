using System.Collections.Concurrent;
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
    private readonly ConcurrentDictionary<WorkloadKey, bool> _pinned = new();

    /// <summary>
    /// Whether who names a unit has to be read again to publish it: it was not read yet, or somebody named it, who may be gone since.
    /// </summary>
    public bool NeedsDetails(IEnumerable<WorkloadKey> members) => members.Any(key => !_pinned.TryGetValue(key, out var pinned) || pinned);

    /// <summary>Publishes the status of each member that is desired, or was and is still there.</summary>
    public void Publish(Plan plan, DesiredView desired, Observation observation)
    {
        foreach (var (key, observed) in observation.Workloads)
        {
            var isDeclared = desired.State.Workloads.TryGetValue(key, out var workload);
            if ((workload is null && !desired.State.Undeclared.TryGetValue(key, out workload)) || plan.Decisions[key].Action == PlanAction.Forget)
                continue;
            var working = plan.Steps.Any(step => step.Key == key);
            statuses.Publish(new StatusInput(
                workload.Spec, desired.Members.GetValueOrDefault(key) ?? desired.MemberOf(workload.Spec), workload.File, workload.Generation, workload.Problems,
                observed, plan.Decisions[key], PinnedBy(observed, observation.Listing), working, isDeclared));
        }
    }

    /// <summary>Nothing of the workload is left, and nothing declares it.</summary>
    public void Forget(WorkloadKey key)
    {
        statuses.Remove(key);
        store.Pruned(key);
        _pinned.TryRemove(key, out _);
    }

    private ImmutableArray<string> PinnedBy(ObservedWorkload observed, UnitListing listing)
    {
        if (observed.AppliedUnit is not { HasDetails: true } unit)
            return [];
        ImmutableArray<string> pins = [.. unit.NamedBy.Where(name => listing.Row(name) is { LoadState: "loaded" } && listing.OwnerOf(name) is null)];
        _pinned[observed.Key] = !pins.IsEmpty;
        return pins;
    }
}
