using OciReconciler.Desired;
using OciReconciler.Observing;
using OciReconciler.Reporting;

namespace OciReconciler.Control;

/// <summary>
/// Finds the workloads that a resync has to look at: all but those that are desired and observed as they were when a pass found nothing to
/// do (ADR 14). Reads everything, believes no event, and decides nothing: the pass observes for itself.
/// </summary>
/// <param name="inputs">Compares what is on this host besides units and containers.</param>
/// <param name="operators">Workloads of which an operator wants something, or that are to be started again.</param>
/// <param name="statuses">What is published has to be there still.</param>
internal sealed class Sweep(
    HostLister host,
    SettledWorkloads settled,
    SettledInputs inputs,
    Func<IEnumerable<WorkloadKey>> operators,
    StatusWriter statuses,
    DesiredViews views)
{
    /// <summary>Those of some workloads that are not known to be as they were, and what was read to know that.</summary>
    /// <param name="all">All that are desired or ours on the host.</param>
    /// <param name="units">The units, listed when the sweep was asked for, or later.</param>
    public async Task<(IReadOnlyList<WorkloadKey> Unsettled, HostListing Listing)> FindUnsettledAsync(
        IReadOnlySet<WorkloadKey> all, HostListing units, CancellationToken cancellationToken)
    {
        var view = views.Current;
        var touched = operators().ToHashSet();
        var same = all
            .Where(key => !touched.Contains(key))
            .Select(settled.Find)
            .OfType<SettledWorkload>()
            .Where(workload => workload.IsWantedBy(view) && SettledComparison.HasSameUnits(workload, units.Units))
            .ToList();
        var listing = await host.AddEnginesAsync(units, same.Select(workload => workload.Wanted.Spec), cancellationToken);
        var unchanged = new HashSet<WorkloadKey>(same.Count);
        foreach (var workload in same)
        {
            if (await IsUnchangedAsync(workload, listing, cancellationToken))
                unchanged.Add(workload.Member.Key);
        }

        return ([.. all.Where(key => !unchanged.Contains(key))], listing);
    }

    private async Task<bool> IsUnchangedAsync(SettledWorkload workload, HostListing listing, CancellationToken cancellationToken) =>
        host.EngineOf(workload.Wanted.Spec) is { } engine
        && listing.Engines.TryGetValue(engine, out var containers)
        && SettledComparison.HasSameContainer(workload, containers)
        && statuses.IsAsWritten(workload.Member.Key)
        && await inputs.AreSameAsync(workload, cancellationToken);
}
