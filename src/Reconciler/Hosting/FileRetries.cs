using OciReconciler.Control;
using OciReconciler.State;
using OciReconciler.Threading;
using OciReconciler.Triggers;
using OciReconciler.Units;

namespace OciReconciler.Hosting;

/// <summary>Tries again to write what could not be written, and asks for passes over workloads that waited for room.</summary>
internal sealed class FileRetries(
    PublishedFiles files,
    SourcesReporter sources,
    BlockedWorkloads blockedByDisk,
    ITransientUnitFiles unitFiles,
    ReconcileRequests requests,
    TimeProvider time)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(2);

    /// <summary>Runs until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => TaskGroup.EveryAsync(Period, time, RetryAsync, cancellationToken);

    private Task RetryAsync(CancellationToken cancellationToken)
    {
        files.Retry();
        sources.SaveUnsaved();
        if (blockedByDisk.Keys is { Count: > 0 } waiting && unitFiles.HasRoom)
            requests.Retry(waiting);
        return Task.CompletedTask;
    }
}
