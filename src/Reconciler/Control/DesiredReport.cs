using OciReconciler.Desired;

namespace OciReconciler.Control;

/// <summary>Tells the desired state what is ours on the host, and those who follow it what that changes.</summary>
internal sealed class DesiredReport(DesiredStore store, SourcesReporter sources, RemovalGraceTimer grace)
{
    /// <summary>Workloads that nothing desires any more and that may be removed.</summary>
    public IEnumerable<WorkloadKey> Released => store.Current.Prune.Released;

    /// <summary>Reports which workloads are ours on the host.</summary>
    public void ReportOwned(IEnumerable<WorkloadKey> owned)
    {
        var update = store.ReportOwned(owned);
        sources.Publish();
        grace.Follow(update.State);
    }
}
