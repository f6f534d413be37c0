using OciReconciler.Control;
using OciReconciler.Preparing;
using OciReconciler.Queueing;
using OciReconciler.Threading;

namespace OciReconciler.Hosting;

/// <summary>Reconciles everything from time to time, so that what no event reports is found.</summary>
/// <param name="rescan">Looks anew at what is known by watches of the kernel alone.</param>
internal sealed class ResyncLoops(
    TimeSpan period,
    Resync resync,
    Action rescan,
    OnDemandImageRefresh onDemand,
    Heartbeat heartbeat,
    Func<double> jitter,
    TimeProvider time)
{
    /// <summary>Asks for passes over all workloads in each period, until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) =>
        TaskGroup.AboutEveryAsync(period, jitter, time, ResyncAsync, cancellationToken);

    /// <summary>Refreshes images of on-demand workloads in each period, until cancelled.</summary>
    public Task RefreshImagesAsync(CancellationToken cancellationToken) =>
        TaskGroup.AboutEveryAsync(period, jitter, time, onDemand.RefreshAsync, cancellationToken);

    private Task ResyncAsync(CancellationToken cancellationToken)
    {
        heartbeat.Resynced();
        rescan();
        return resync.RequestAllAsync(cancellationToken);
    }
}
