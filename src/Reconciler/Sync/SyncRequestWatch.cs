using OciReconciler.Threading;

namespace OciReconciler.Sync;

/// <summary>Wakes git sources when somebody freezes one or asks for a sync: the files are read again by each.</summary>
/// <param name="watch">Watches a directory.</param>
internal sealed class SyncRequestWatch(FreezeFiles frozen, SyncRequests requests, WatchDirectory watch, TimeProvider time)
{
    private static readonly ScanOptions Times = new() { Quiet = TimeSpan.FromMilliseconds(20) };

    /// <summary>Runs until cancelled.</summary>
    /// <param name="wake">Wakes all of them.</param>
    public async Task RunAsync(Action wake, CancellationToken cancellationToken)
    {
        var changes = new Debouncer(Times, time);
        using var freezes = watch(frozen.Directory, changes.Post, Configuration.SourceNames.IsValid);
        using var syncs = watch(requests.Directory, changes.Post, Configuration.SourceNames.IsValid);
        while (true)
        {
            freezes.Arm();
            syncs.Arm();
            changes.Take();
            wake();
            await changes.WaitAsync(Times.Period, cancellationToken);
        }
    }
}
