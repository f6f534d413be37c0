using OciReconciler.Preparing;
using OciReconciler.Telemetry;

namespace OciReconciler.Control;

/// <summary>Lists every source and reconciles everything, when somebody asks for it.</summary>
internal sealed class Relister(
    DesiredUpdates updates, ReconcileRequests requests, Resync resync, OnDemandImageRefresh onDemand, ILogger<Relister> log)
{
    /// <summary>Relists now. Before the sources were listed once nobody knows what everything is.</summary>
    public async Task RelistAsync(CancellationToken cancellationToken)
    {
        if (!requests.Opened.IsCompleted)
        {
            // What a source has listed already may have changed since.
            updates.Rescan();
            return;
        }

        log.Relist("asked to");
        updates.Rescan();
        await resync.ReportAllAsync(cancellationToken);
        await onDemand.RefreshNowAsync(cancellationToken);
    }
}
