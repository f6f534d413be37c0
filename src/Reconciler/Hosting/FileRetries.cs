using OciReconciler.Control;
using OciReconciler.State;
using OciReconciler.Threading;
using OciReconciler.Triggers;
using OciReconciler.Units;

namespace OciReconciler.Hosting;

/// <summary>
/// Tries again to write what could not be written, and asks for passes over workloads that waited for room. While nothing is unwritten and
/// nobody waits no timer runs.
/// </summary>
/// <param name="failed">Set when something could not be written or somebody waits for room.</param>
internal sealed class FileRetries(
    AsyncAutoResetEvent failed,
    PublishedFiles files,
    SourcesReporter sources,
    BlockedWorkloads blockedByDisk,
    ITransientUnitFiles unitFiles,
    ReconcileRequests requests,
    TimeProvider time)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(2);

    /// <summary>Runs until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) =>
        TaskGroup.EveryWhileNeededAsync(Period, failed, time, RetryAsync, cancellationToken);

    private Task<bool> RetryAsync(CancellationToken cancellationToken)
    {
        var isAnyUnwritten = files.Retry() | sources.SaveUnsaved();
        if (blockedByDisk.Keys is { Count: > 0 } waiting && unitFiles.HasRoom)
            requests.Retry(waiting);
        return Task.FromResult(isAnyUnwritten || !blockedByDisk.IsEmpty);
    }
}
