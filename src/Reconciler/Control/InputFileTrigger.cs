using OciReconciler.Desired;
using OciReconciler.Threading;
using OciReconciler.Triggers;

namespace OciReconciler.Control;

/// <summary>Asks for passes when files that workloads are made from are written, or directories in /run come and go.</summary>
internal sealed class InputFileTrigger(
    FileWatches watches, DesiredStore store, DesiredViews views, ReconcileRequests requests, TimeProvider time)
{
    // No event reports a directory that is made later: it is found at the next period.
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(15);

    private readonly Debouncer _changes = new(new ScanOptions(), time);

    /// <summary>What is desired has changed: other files count.</summary>
    public void Follow() => _changes.Post(ChangeHint.Lost, name: null);

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var files = watches.Inputs(requests.RequestNow);
        // A unit's own directory comes and goes with it: a workload that keeps ending goes on waiting.
        using var directories = watches.RuntimeDirectories(requests.Request);
        while (true)
        {
            _changes.Take();
            directories.Follow(views.Current.State);
            await files.FollowAsync(store.Current, cancellationToken);
            await _changes.WaitAsync(Period, cancellationToken);
        }
    }
}
