using OciReconciler.Control;
using OciReconciler.DBus.Manager;
using OciReconciler.Passes;
using OciReconciler.Reporting;

namespace OciReconciler.Hosting;

/// <summary>Drops what an earlier controller left on disk for workloads that are gone.</summary>
internal sealed class RecordPruner(Resync resync, StatusWriter statuses, StatusReporter reporter)
{
    /// <summary>Drops statuses and events of all workloads that are neither desired nor ours on the host.</summary>
    public async Task PruneAsync(CancellationToken cancellationToken)
    {
        try
        {
            PruneExcept(await resync.AllAsync(cancellationToken));
        }
        catch (BusException)
        {
            // What is ours is not known now: records stay until the next start. Passes report what is wrong with the bus.
        }
    }

    /// <summary>Drops statuses and events of all but these.</summary>
    public void PruneExcept(IReadOnlySet<WorkloadKey> known)
    {
        statuses.RemoveExcept(known);
        reporter.PruneEvents(known);
    }
}
