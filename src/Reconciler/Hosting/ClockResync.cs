using OciReconciler.Control;
using OciReconciler.Telemetry;
using OciReconciler.Triggers;

namespace OciReconciler.Hosting;

/// <summary>Reconciles everything after each jump of the clock.</summary>
/// <param name="watch">Tells when the clock may have jumped.</param>
internal sealed class ClockResync(StartClockWatch watch, Resync resync, TimeProvider time, ILogger<ClockResync> log)
{
    /// <summary>Runs until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) =>
        new ClockJumpDetector(watch, time).RunAsync(ResyncAsync, cancellationToken);

    private Task ResyncAsync(TimeSpan jump, CancellationToken cancellationToken)
    {
        log.ClockJumped(jump);
        return resync.ReportAllAsync(cancellationToken);
    }
}
