using OciReconciler.DBus.Manager;
using OciReconciler.Desired;
using OciReconciler.Observing;
using OciReconciler.Threading;
using OciReconciler.Units;

namespace OciReconciler.Control;

/// <summary>Asks for passes over all workloads that are not known to be as they should be.</summary>
internal sealed class Resync(
    HostLister host, Sweep sweep, DesiredStore store, DesiredViews views, SourcesReporter sources, RemovalGraceTimer grace,
    ReconcileRequests requests)
{
    private readonly AsyncAutoResetEvent _wanted = new();

    /// <summary>All that is desired or ours on the host. Throws BusException.</summary>
    public async Task<IReadOnlySet<WorkloadKey>> AllAsync(CancellationToken cancellationToken) =>
        AllOf(await host.ListUnitsAsync(cancellationToken));

    /// <summary>Asks for a pass over each of them that is not as it was when a pass found nothing to do.</summary>
    public async Task RequestAllAsync(CancellationToken cancellationToken)
    {
        try
        {
            var units = await host.ListUnitsAsync(cancellationToken);
            requests.RequestAll(await sweep.FindUnsettledAsync(AllOf(units), units, cancellationToken));
        }
        catch (BusException)
        {
            // Passes over these report what is wrong with the bus; what is ours and not desired can wait for the next resync.
            requests.RequestAll(views.Current.Members.Keys);
        }
    }

    /// <summary>Anything may have changed: has <see cref="RunAsync"/> ask for the passes. Thread-safe.</summary>
    public void Wake() => _wanted.Set();

    /// <summary>Asks for passes each time it was woken, until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await AsyncWait.ForAsync(requests.Opened, cancellationToken);
        while (true)
        {
            await AsyncWait.ForAsync(_wanted.WaitAsync(), cancellationToken);
            _wanted.Reset();
            await RequestAllAsync(cancellationToken);
        }
    }

    private HashSet<WorkloadKey> AllOf(UnitListing units)
    {
        var all = new HashSet<WorkloadKey>(units.Owned);
        if (requests.Opened.IsCompleted)
        {
            var update = store.ReportOwned(all);
            sources.Publish();
            grace.Follow(update.State);
        }

        all.UnionWith(views.Current.Members.Keys);
        all.UnionWith(store.Current.Prune.Released);
        return all;
    }
}
