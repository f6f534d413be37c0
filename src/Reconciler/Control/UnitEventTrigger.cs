using OciReconciler.DBus.Manager;
using OciReconciler.Telemetry;
using OciReconciler.Triggers;
using OciReconciler.Units;

namespace OciReconciler.Control;

/// <summary>Asks for passes when something happened to units.</summary>
/// <param name="resync">Woken when anything may have changed.</param>
/// <param name="rejected">Workloads whose definition systemd does not take.</param>
/// <param name="log">Gets why anything may have changed.</param>
internal sealed class UnitEventTrigger(
    UnitEventDispatcher events, ReconcileRequests requests, Resync resync, BlockedWorkloads rejected, ILogger<UnitEventTrigger> log)
{
    /// <summary>Runs until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => events.RunAsync(Handle, cancellationToken);

    private void Handle(UnitEvent unitEvent)
    {
        switch (unitEvent)
        {
            case UnitEvent.Added added:
                requests.Request(added.Unit);
                break;
            case UnitEvent.Removed removed:
                requests.Request(removed.Unit);
                break;
            case UnitEvent.Changed changed:
                requests.Request(changed.Unit);
                break;
            case UnitEvent.Disconnected lost:
                log.BusLost(lost.Reason);
                break;
            case UnitEvent.Relist relist:
                log.Relist(relist.Reason);
                resync.Wake();
                // A drop-in may be mended, or another systemd be there.
                if (!events.ConsumeExpectedReload())
                    requests.Retry(rejected.Keys);
                break;
        }
    }
}
