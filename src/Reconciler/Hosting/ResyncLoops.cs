using OciReconciler.Control;
using OciReconciler.Preparing;
using OciReconciler.Queueing;
using OciReconciler.Telemetry;
using OciReconciler.Threading;
using OciReconciler.Triggers;

namespace OciReconciler.Hosting;

/// <summary>Reconciles everything from time to time, so that what no event reports is found.</summary>
internal sealed class ResyncLoops(
    TimeSpan period,
    Resync resync,
    OnDemandImageRefresh onDemand,
    Heartbeat heartbeat,
    Func<double> jitter,
    TimeProvider time,
    ILogger<ResyncLoops> log)
{
    /// <summary>Asks for passes over all workloads in each period, until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) =>
        TaskGroup.AboutEveryAsync(period, jitter, time, ResyncAsync, cancellationToken);

    /// <summary>Refreshes images of on-demand workloads in each period, until cancelled.</summary>
    public Task RefreshImagesAsync(CancellationToken cancellationToken) =>
        TaskGroup.AboutEveryAsync(period, jitter, time, onDemand.RefreshAsync, cancellationToken);

    /// <summary>Asks for passes over all workloads after each jump of the clock, until cancelled.</summary>
    public Task FollowClockAsync(CancellationToken cancellationToken) =>
        new ClockJumpDetector(time).RunAsync(ResyncAfterJumpAsync, cancellationToken);

    private Task ResyncAsync(CancellationToken cancellationToken)
    {
        heartbeat.Resynced();
        return resync.RequestAllAsync(cancellationToken);
    }

    private Task ResyncAfterJumpAsync(TimeSpan jump, CancellationToken cancellationToken)
    {
        log.ClockJumped(jump);
        return resync.RequestAllAsync(cancellationToken);
    }
}
