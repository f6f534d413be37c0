using Microsoft.Extensions.Logging;
using OciReconciler.DBus.Bus;
using OciReconciler.DBus.Systemd;
using OciReconciler.Desired;
using OciReconciler.Model.Workloads;
using OciReconciler.Observing;
using OciReconciler.Queue;
using OciReconciler.Reporting;
using OciReconciler.Sources;
using OciReconciler.Telemetry;

namespace OciReconciler.Control;

/// <summary>Turns what happens outside into keys in the queue: files, systemd's events, time. Data never takes this way.</summary>
internal sealed class ReconcilerHost(
    IReadOnlyList<IManifestSource> sources,
    DesiredStore store,
    DesiredViews views,
    UnitEventHub events,
    EngineEventSource engineEvents,
    Observer observer,
    WorkQueue queue,
    Backoffs backoffs,
    SourcesWriter sourcesWriter,
    ILogger<ReconcilerHost> log)
{
    private readonly TaskCompletionSource _heard = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when every source has been listed once.</summary>
    public Task SourcesHeard => _heard.Task;

    /// <summary>Completes when every source has been listed and no file of it is being written or looked for a second time.</summary>
    public Task SourcesSettled => _settled.Task;

    /// <summary>Runs the sources and the event loop until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => Loops.RunAsync(
        [
            token => events.RunAsync(Handle, token),
            token => engineEvents.RunAsync(Queue, token),
            .. sources.Select(Func<CancellationToken, Task> (source) => token => source.RunAsync(TakeAsync, token)),
        ],
        cancellationToken);

    /// <summary>Reads every source and looks at everything, now.</summary>
    public async Task LookAgainAsync(CancellationToken cancellationToken)
    {
        log.Relist("asked to");
        foreach (var source in sources)
            source.Rescan();
        await QueueAllAsync(cancellationToken);
    }

    /// <summary>All that is desired or ours.</summary>
    public async Task<IReadOnlySet<WorkloadKey>> AllAsync(CancellationToken cancellationToken)
    {
        var all = new HashSet<WorkloadKey>(await observer.OwnedAsync(cancellationToken));
        all.UnionWith(views.Current.Members.Keys);
        all.UnionWith(store.Current.Prune.Released);
        return all;
    }

    /// <summary>Queues all that is desired or ours.</summary>
    public async Task QueueAllAsync(CancellationToken cancellationToken)
    {
        try
        {
            queue.AddRange(await AllAsync(cancellationToken));
        }
        catch (BusException)
        {
            // Passes over these say what is wrong with the bus; what is ours and not desired can wait for the next resync.
            queue.AddRange(views.Current.Members.Keys);
        }
    }

    private async ValueTask TakeAsync(SourceSnapshot snapshot, CancellationToken cancellationToken)
    {
        var update = store.Update(snapshot);
        sourcesWriter.Publish(update.State.Report);
        if (!update.State.AllSourcesHeard)
            return;
        if (!update.State.Report.Sources.SelectMany(source => source.Files).Any(file => file.State is "writing" or "missing"))
            _settled.TrySetResult();
        foreach (var key in views.Current.ComponentOf(update.Changed))
            backoffs.Forget(key);
        if (_heard.TrySetResult() || update.PruningWidened)
            await QueueAllAsync(cancellationToken);
        else
            queue.AddRange(update.Changed);
    }

    private void Handle(UnitEvent unitEvent)
    {
        switch (unitEvent)
        {
            case UnitEvent.Added added:
                Queue(added.Unit);
                break;
            case UnitEvent.Removed removed:
                Queue(removed.Unit);
                break;
            case UnitEvent.Changed changed:
                Queue(changed.Unit);
                break;
            case UnitEvent.Disconnected lost:
                log.BusLost(lost.Reason);
                break;
            case UnitEvent.Relist relist:
                log.Relist(relist.Reason);
                queue.AddRange(views.Current.Members.Keys);
                break;
        }
    }

    private void Queue(string unit)
    {
        if (views.Current.KeyOfUnit.TryGetValue(unit, out var key))
            Queue(key);
    }

    // Before the first listing nobody knows what a key means.
    private void Queue(WorkloadKey key)
    {
        if (_heard.Task.IsCompleted)
            queue.Add(key);
    }
}
