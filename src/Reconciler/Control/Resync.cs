using OciReconciler.DBus.Manager;
using OciReconciler.Desired;
using OciReconciler.Observing;

namespace OciReconciler.Control;

/// <summary>Asks for passes over all workloads.</summary>
internal sealed class Resync(
    Observer observer, DesiredStore store, DesiredViews views, SourcesReporter sources, RemovalGraceTimer grace, ReconcileRequests requests)
{
    /// <summary>All that is desired or ours on the host.</summary>
    public async Task<IReadOnlySet<WorkloadKey>> AllAsync(CancellationToken cancellationToken)
    {
        var all = new HashSet<WorkloadKey>(await observer.OwnedAsync(cancellationToken));
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

    /// <summary>Asks for a pass over all of them.</summary>
    public async Task RequestAllAsync(CancellationToken cancellationToken)
    {
        try
        {
            requests.RequestAll(await AllAsync(cancellationToken));
        }
        catch (BusException)
        {
            // Passes over these report what is wrong with the bus; what is ours and not desired can wait for the next resync.
            requests.RequestAll(views.Current.Members.Keys);
        }
    }
}
