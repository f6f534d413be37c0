using OciReconciler.Desired;
using OciReconciler.Threading;
using OciReconciler.Triggers;

namespace OciReconciler.Control;

/// <summary>Asks for passes when files that workloads are made from are written, or directories in /run come and go.</summary>
internal sealed class InputFileTrigger(
    FileWatches watches, DesiredStore store, DesiredViews views, ReconcileRequests requests, TimeProvider time)
{
    // No event reports a directory that is made later: it is looked for.
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(15);

    // Manifests that arrive one after the other are not followed one by one.
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(300);

    private readonly Debouncer _changes = new(new ScanOptions(), time);

    /// <summary>What is desired has changed, so that other files count; or links may lead elsewhere.</summary>
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
            var isComplete = await files.FollowAsync(store.Current, cancellationToken);
            var followed = time.GetTimestamp();
            await _changes.WaitAsync(isComplete ? Timeout.InfiniteTimeSpan : Period, cancellationToken);
            if (Rest - time.GetElapsedTime(followed) is { Ticks: > 0 } left)
                await Task.Delay(left, time, cancellationToken);
        }
    }
}
