using OciReconciler.DBus.Manager;
using OciReconciler.Desired;
using OciReconciler.Observing;
using OciReconciler.Telemetry;
using OciReconciler.Threading;

namespace OciReconciler.Control;

/// <summary>
/// Asks for passes over workloads that are not known to be as they should be, and reads the host at once for many of them.
/// </summary>
internal sealed class Resync(
    HostLister host,
    Sweep sweep,
    RecentListings listings,
    DesiredReport desired,
    DesiredViews views,
    ReconcileRequests requests,
    ILogger<Resync> log)
{
    // One pass asks an engine for a container and an image. Listings of all cost more, and least for each when many are asked for.
    private const int Many = 8;

    // A listing that comes late saves nothing: passes ask for themselves.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly AsyncAutoResetEvent _wanted = new();

    /// <summary>All that is desired or ours on the host. Throws BusException.</summary>
    public async Task<IReadOnlySet<WorkloadKey>> AllAsync(CancellationToken cancellationToken) =>
        AllOf(await host.ListUnitsAsync(cancellationToken));

    /// <summary>
    /// Asks for a pass over each of them that is not as it was when a pass found nothing to do. Those that differ in what systemd says do
    /// not wait for engines.
    /// </summary>
    /// <returns>How many of how many; null: systemd has not told.</returns>
    public async Task<(int Others, int All)?> RequestAllAsync(CancellationToken cancellationToken)
    {
        try
        {
            var units = await host.ListUnitsAsync(cancellationToken);
            var (same, others) = sweep.Compare(AllOf(units), units.Units);
            await RequestAsync(others, units, cancellationToken);
            var changed = await sweep.FindChangedAsync(same, units, cancellationToken);
            requests.RequestAll(changed);
            return (others.Count + changed.Count, others.Count + same.Count);
        }
        catch (BusException)
        {
            // Passes over these report what is wrong with the bus; what is ours and not desired can wait for the next resync.
            requests.RequestAll(views.Current.Members.Keys);
            return null;
        }
    }

    /// <summary>As <see cref="RequestAllAsync"/>, and tells when the passes are asked for.</summary>
    public async Task ReportAllAsync(CancellationToken cancellationToken)
    {
        if (await RequestAllAsync(cancellationToken) is var (others, all))
            log.Relisted(others, all);
    }

    /// <summary>Asks for a pass over each of these.</summary>
    public async Task RequestAsync(IReadOnlyCollection<WorkloadKey> keys, CancellationToken cancellationToken)
    {
        try
        {
            if (AreMany(keys))
                await RequestAsync(keys, await host.ListUnitsAsync(cancellationToken), cancellationToken);
            else
                requests.RequestAll(keys);
        }
        catch (BusException)
        {
            requests.RequestAll(keys);
        }
    }

    private async Task RequestAsync(IReadOnlyCollection<WorkloadKey> keys, HostListing listing, CancellationToken cancellationToken)
    {
        if (AreMany(keys))
        {
            var wanted = views.Current.State.Workloads;
            var specs = keys.Select(wanted.GetValueOrDefault).OfType<DesiredWorkload>().Select(workload => workload.Spec);
            listings.Add(await host.AddEnginesAsync(listing, specs, Patience, cancellationToken), keys);
        }

        requests.RequestAll(keys);
    }

    private bool AreMany(IReadOnlyCollection<WorkloadKey> keys) =>
        keys.Count >= Many && keys.Count * Many >= views.Current.Members.Count;

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
            await ReportAllAsync(cancellationToken);
        }
    }

    private HashSet<WorkloadKey> AllOf(HostListing listing)
    {
        var all = new HashSet<WorkloadKey>(listing.Units.Owned);
        if (requests.Opened.IsCompleted)
            desired.ReportOwned(all);
        all.UnionWith(views.Current.Members.Keys);
        all.UnionWith(desired.Released);
        return all;
    }
}
