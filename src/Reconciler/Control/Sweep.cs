using OciReconciler.Desired;
using OciReconciler.Observing;
using OciReconciler.Reporting;
using OciReconciler.Units;

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
    // Longer than an engine takes that has thousands of containers and is at work.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Tells those that are settled, and desired and defined as they were, from all others.</summary>
    /// <param name="all">All that are desired or ours on the host.</param>
    /// <param name="units">The units, listed when the sweep was asked for, or later.</param>
    public (IReadOnlyList<SettledWorkload> Same, IReadOnlyList<WorkloadKey> Others) Compare(
        IReadOnlySet<WorkloadKey> all, UnitListing units)
    {
        var view = views.Current;
        var touched = operators().ToHashSet();
        var same = new List<SettledWorkload>(all.Count);
        var others = new List<WorkloadKey>();
        foreach (var key in all)
        {
            if (!touched.Contains(key) && settled.Find(key) is { } workload && workload.IsWantedBy(view)
                && SettledComparison.HasSameUnits(workload, units))
                same.Add(workload);
            else
                others.Add(key);
        }

        return (same, others);
    }

    /// <summary>Those of them whose container, image, files or published status is another.</summary>
    /// <param name="same">As <see cref="Compare"/> gave them.</param>
    /// <param name="units">The units: none of them is read again.</param>
    public async Task<IReadOnlyList<WorkloadKey>> FindChangedAsync(
        IReadOnlyList<SettledWorkload> same, HostListing units, CancellationToken cancellationToken)
    {
        var listing = await host.AddEnginesAsync(units, same.Select(workload => workload.Wanted.Spec), Patience, cancellationToken);
        // Files may lie where a look takes long: those of others are looked at meanwhile.
        var unchanged = await Task.WhenAll(same.Select(workload => IsUnchangedAsync(workload, listing, cancellationToken)));
        return [.. same.Zip(unchanged).Where(pair => !pair.Second).Select(pair => pair.First.Member.Key)];
    }

    private async Task<bool> IsUnchangedAsync(SettledWorkload workload, HostListing listing, CancellationToken cancellationToken) =>
        host.EngineOf(workload.Wanted.Spec) is { } engine
        && listing.Engines.TryGetValue(engine, out var containers)
        && SettledComparison.HasSameContainer(workload, containers)
        && statuses.IsAsWritten(workload.Member.Key)
        && await inputs.AreSameAsync(workload, cancellationToken);
}
