using OciReconciler.Control;
using OciReconciler.DBus.Manager;
using OciReconciler.Passes;
using OciReconciler.Reporting;
using OciReconciler.Secrets;

namespace OciReconciler.Hosting;

/// <summary>Drops what an earlier controller left on disk for workloads that are gone.</summary>
internal sealed class RecordPruner(Resync resync, StatusWriter statuses, StatusReporter reporter, SecretStore secrets)
{
    /// <summary>Drops statuses, events and secrets of all workloads that are neither desired nor ours on the host.</summary>
    public async Task PruneAsync(CancellationToken cancellationToken)
    {
        try
        {
            await PruneExceptAsync(await resync.AllAsync(cancellationToken), cancellationToken);
        }
        catch (BusException)
        {
            // What is ours is not known now: records stay until the next start. Passes report what is wrong with the bus.
        }
    }

    /// <summary>Drops statuses, events and secrets of all but these.</summary>
    public Task PruneExceptAsync(IReadOnlySet<WorkloadKey> known, CancellationToken cancellationToken)
    {
        statuses.RemoveExcept(known);
        reporter.PruneEvents(known);
        return secrets.RemoveExceptAsync(known, cancellationToken);
    }
}
