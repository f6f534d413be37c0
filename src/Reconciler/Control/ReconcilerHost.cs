using Microsoft.Extensions.Logging;
using OciReconciler.DBus.Manager;
using OciReconciler.Desired;
using OciReconciler.Model.Workloads;
using OciReconciler.Observing;
using OciReconciler.Reporting;
using OciReconciler.Rollouts;
using OciReconciler.Sources;
using OciReconciler.Telemetry;
using OciReconciler.Threading;
using OciReconciler.Triggers;
using OciReconciler.Units;

namespace OciReconciler.Control;

/// <summary>Turns what happens outside into keys in the queue: files, systemd's events, time. Data never takes this way.</summary>
internal sealed class ReconcilerHost(
    IReadOnlyList<IManifestSource> sources,
    DesiredStore store,
    DesiredViews views,
    UnitEventHub events,
    EngineEventSource engineEvents,
    EngineReturns engineReturns,
    MissingObjects missing,
    HealthWatch health,
    WishSource wishes,
    Observer observer,
    WorkQueue queue,
    Backoffs backoffs,
    Lifecycles lifecycles,
    HeldUp rejected,
    SourcesWriter sourcesWriter,
    IWatches watches,
    TimeProvider time,
    ILogger<ReconcilerHost> log)
{
    private static readonly TimeSpan InputsPeriod = TimeSpan.FromSeconds(15);
    private readonly WakeBox _holds = new(new SourceOptions(), time);
    private readonly WakeBox _inputs = new(new SourceOptions(), time);
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
            token => engineEvents.RunAsync(Queue, RetryAtOnce, token),
            token => engineReturns.RunAsync(RetryAtOnce, token),
            token => missing.RunAsync(TryAtOnce, token),
            token => health.RunAsync(Queue, token),
            token => wishes.RunAsync(TryAtOnce, token),
            ReleaseHeldAsync,
            FollowInputsAsync,
            .. sources.Select(Func<CancellationToken, Task> (source) => token => source.RunAsync(TakeAsync, token)),
        ],
        cancellationToken);

    /// <summary>Reads every source and looks at everything, now.</summary>
    public async Task LookAgainAsync(CancellationToken cancellationToken)
    {
        log.Relist("asked to");
        RescanSources();
        await QueueAllAsync(cancellationToken);
    }

    /// <summary>Reads every source, now.</summary>
    public void RescanSources()
    {
        foreach (var source in sources)
            source.Rescan();
    }

    /// <summary>Writes last good versions that could not be written.</summary>
    public void SaveUnsaved()
    {
        if (store.SaveUnsaved())
            sourcesWriter.Publish(() => store.Current.Report);
    }

    /// <summary>Passes over workloads whose hindrance is gone.</summary>
    public void RetryAtOnce(IEnumerable<WorkloadKey> keys)
    {
        foreach (var key in keys)
            RetryAtOnce(key);
    }

    /// <summary>All that is desired or ours.</summary>
    public async Task<IReadOnlySet<WorkloadKey>> AllAsync(CancellationToken cancellationToken)
    {
        var all = new HashSet<WorkloadKey>(await observer.OwnedAsync(cancellationToken));
        if (_heard.Task.IsCompleted)
            Publish(store.Found(all));
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
        Publish(update);
        await TakeAsync(update, cancellationToken);
    }

    private void Publish(DesiredUpdate update)
    {
        sourcesWriter.Publish(() => store.Current.Report);
        if (update.State.Hold is not null)
            _holds.Post(Wake.Lost, name: null);
    }

    // Held removals end by time alone: no file tells.
    private async Task ReleaseHeldAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            _holds.Take();
            await _holds.WaitAsync(store.Current.Hold?.LookAgainIn ?? Timeout.InfiniteTimeSpan, cancellationToken);
            if (store.Current.Hold is null)
                continue;
            var update = store.LookAgain();
            sourcesWriter.Publish(() => store.Current.Report);
            await TakeAsync(update, cancellationToken);
        }
    }

    private async Task FollowInputsAsync(CancellationToken cancellationToken)
    {
        using var watch = watches.Inputs(TryAtOnce);
        // A unit's own comes and goes with it: what keeps dying goes on waiting.
        using var directories = watches.RuntimeDirectories(Queue);
        while (true)
        {
            _inputs.Take();
            directories.Follow(views.Current.State);
            await watch.FollowAsync(store.Current, cancellationToken);
            await _inputs.WaitAsync(InputsPeriod, cancellationToken);
        }
    }

    private async Task TakeAsync(DesiredUpdate update, CancellationToken cancellationToken)
    {
        _inputs.Post(Wake.Lost, name: null);
        if (!update.State.AllSourcesHeard)
            return;
        if (!update.State.Report.Sources.SelectMany(source => source.Files).Any(file => file.State is "writing" or "missing"))
            _settled.TrySetResult();
        // The first listing changes nothing: what keeps ending since before goes on waiting.
        if (_heard.Task.IsCompleted)
            Forgive(update.Changed);
        if (_heard.TrySetResult() || update.PruningWidened)
            await QueueAllAsync(cancellationToken);
        else
            queue.AddRange(update.Changed);
    }

    private void Forgive(IEnumerable<WorkloadKey> changed)
    {
        foreach (var key in views.Current.ComponentOf(changed))
        {
            backoffs.Forget(key);
            lifecycles.Forgive(key);
        }
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
                // A drop-in may be mended, or another systemd be there.
                if (!events.TakeOwnReload())
                    RetryAtOnce(rejected.Keys);
                break;
        }
    }

    private void Queue(string unit)
    {
        if (views.Current.KeyOfUnit.TryGetValue(unit, out var key))
            Queue(key);
    }

    // Somebody did something about it: no delay stands in the way.
    private void TryAtOnce(WorkloadKey key)
    {
        backoffs.Forget(key);
        lifecycles.Forgive(key);
        Queue(key);
    }

    // What keeps dying goes on waiting: that something else is mended changes nothing for it.
    private void RetryAtOnce(WorkloadKey key)
    {
        backoffs.Forget(key);
        Queue(key);
    }

    // Before the first listing nobody knows what a key means.
    private void Queue(WorkloadKey key)
    {
        if (_heard.Task.IsCompleted)
            queue.Add(key);
    }
}
