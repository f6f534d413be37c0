using System.Collections.Concurrent;
using OciReconciler.Desired;
using OciReconciler.Model.Status;
using OciReconciler.Reporting;
using OciReconciler.Reporting.Events;
using OciReconciler.Rollouts;
using OciReconciler.Units;

namespace OciReconciler.Passes;

/// <summary>Publishes what a pass sees and decides; drops the records of what is gone.</summary>
/// <param name="originOf">The commit in force of a git source by its name, <c>SOURCE@COMMIT</c>; null: it is a directory.</param>
internal sealed class StatusReporter(
    StatusWriter statuses,
    DesiredStore store,
    RolloutStates rollouts,
    EventRecorder events,
    EventStore eventStore,
    Func<string, string?> originOf)
{
    private readonly ConcurrentDictionary<WorkloadKey, bool> _pinned = new();
    private readonly WarningFilter _warnings = new();

    /// <summary>
    /// Whether who names a unit has to be read again to publish it: it was not read yet, or somebody named it, who may be gone since or not
    /// run any more.
    /// </summary>
    public bool NeedsDetails(IEnumerable<WorkloadKey> members) => members.Any(key => !_pinned.TryGetValue(key, out var pinned) || pinned);

    /// <summary>Publishes the status of each member that is desired, or was and is still there.</summary>
    public void Publish(ReconcilePass pass)
    {
        var (plan, desired, observation, assessments) = (pass.Plan, pass.Desired, pass.Observation, pass.Assessments);
        var (prepared, failures) = (pass.Preparations.Results, pass.Preparations.Failures);
        foreach (var (key, observed) in observation.Workloads)
        {
            var isDeclared = desired.State.Workloads.TryGetValue(key, out var workload);
            if ((workload is null && !desired.State.Undeclared.TryGetValue(key, out workload))
                || plan.Decisions[key].Action == PlanAction.Forget)
                continue;
            var working = plan.Steps.Any(step => step.Key == key);
            var manifest = workload.LastValid.Revision.Spec;
            var (status, previous, isAdopted) = statuses.Publish(new StatusInput
            {
                Spec = manifest,
                Member = desired.MemberOf(manifest),
                File = workload.File,
                Origin = originOf(workload.Source),
                Generation = workload.Generation,
                Problems = workload.Problems,
                UnusedFile = workload.UnusedFile,
                Observed = observed,
                Decision = plan.Decisions[key],
                PinnedBy = PinnedBy(observed, observation.Listing),
                IsWorking = working,
                IsDeclared = isDeclared,
                Warnings = prepared.GetValueOrDefault(key)?.Warnings,
                Failure = prepared.GetValueOrDefault(key)?.Failure,
                RemovalGrace = workload.Grace,
                Assessment = assessments.GetValueOrDefault(key),
                Record = rollouts.RecordOf(key),
                ImageInForce = workload.Rollback is null ? null : workload.Spec.Image,
                Run = rollouts.RunOf(key),
            });
            if (isAdopted)
                RecordRestartMeanwhile(key, previous!, status);
            // What is being done about it is recorded as it is done, and what failed now at the end of the pass.
            if (!working && !failures.ContainsKey(key))
                RecordNewWarning(key, previous, status);
        }
    }

    /// <summary>Nothing of the workload is left, and nothing declares it.</summary>
    public void Forget(WorkloadKey key)
    {
        statuses.Remove(key);
        rollouts.Forget(key);
        store.Pruned(key);
        _pinned.TryRemove(key, out _);
        _warnings.Forget(key);
        eventStore.Removed(key, other => store.Current.Workloads.ContainsKey(other) || store.Current.Undeclared.ContainsKey(other));
    }

    /// <summary>Drops the oldest events of workloads that are gone.</summary>
    /// <param name="alive">Workloads whose events stay, besides those that are desired.</param>
    public void PruneEvents(IReadOnlySet<WorkloadKey> alive) =>
        eventStore.Prune(alive.Concat(store.Current.Workloads.Keys).Concat(store.Current.Undeclared.Keys).ToHashSet());

    // A run is known by systemd's own id: start times are of a clock, and containers of docker are not the unit's.
    private void RecordRestartMeanwhile(WorkloadKey key, WorkloadStatus previous, WorkloadStatus status)
    {
        if (previous.InvocationId is { } before && status.InvocationId is { } now && before != now)
        {
            var message = $"{status.Unit} was started anew while no controller ran: its invocation is {now}, and was {before}.";
            events.Normal(key, Reasons.StartedMeanwhile, message, status.Unit);
        }
    }

    private void RecordNewWarning(WorkloadKey key, WorkloadStatus? previous, WorkloadStatus status)
    {
        if (_warnings.NewWarning(key, previous, status) is { } trouble)
            events.Warning(key, trouble.Reason, trouble.Message);
    }

    private ImmutableArray<string> PinnedBy(ObservedWorkload observed, UnitListing listing)
    {
        if (observed.AppliedUnit is not { HasDetails: true } unit)
            return [];
        ImmutableArray<string> pins =
            [.. unit.NamedBy.Where(name => listing.Row(name) is { LoadState: "loaded" } && listing.OwnerOf(name) is null)];
        _pinned[observed.Key] = !pins.IsEmpty || !unit.Triggers.IsEmpty;
        return pins;
    }
}
