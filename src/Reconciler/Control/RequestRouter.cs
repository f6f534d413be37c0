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
internal sealed class RequestRouter(
    IReadOnlyList<IManifestSource> sources,
    DesiredStore store,
    DesiredViews views,
    UnitEventDispatcher events,
    EngineEventSource engineEvents,
    EngineProbe engineReturns,
    MissingObjectProbe missing,
    HealthProbe health,
    OperatorRequestSource operatorRequests,
    Observer observer,
    WorkQueue queue,
    Backoffs backoffs,
    RolloutStates rollouts,
    BlockedWorkloads rejected,
    SourcesWriter sourcesWriter,
    FileWatches watches,
    TimeProvider time,
    ILogger<RequestRouter> log)
{
    private static readonly TimeSpan InputsPeriod = TimeSpan.FromSeconds(15);
    private readonly Debouncer _graceChanges = new(new ScanOptions(), time);
    private readonly Debouncer _inputs = new(new ScanOptions(), time);
    private readonly TaskCompletionSource _reported = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when every source has been listed once.</summary>
    public Task SourcesReported => _reported.Task;

    /// <summary>Completes when every source has been listed and no file of it is being written or looked for a second time.</summary>
    public Task SourcesSettled => _settled.Task;

    /// <summary>Runs the sources and the event loop until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => TaskGroup.RunAsync(
        [
            token => events.RunAsync(Handle, token),
            token => engineEvents.RunAsync(Queue, RetryNow, token),
            token => engineReturns.RunAsync(RetryNow, token),
            token => missing.RunAsync(RequeueNow, token),
            token => health.RunAsync(Queue, token),
            token => operatorRequests.RunAsync(RequeueNow, token),
            EndRemovalGraceAsync,
            FollowInputsAsync,
            .. sources.Select(Func<CancellationToken, Task> (source) => token => source.RunAsync(ApplyAsync, token)),
        ],
        cancellationToken);

    /// <summary>Reads every source and looks at everything, now.</summary>
    public async Task RelistAsync(CancellationToken cancellationToken)
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
    public void RetryNow(IEnumerable<WorkloadKey> keys)
    {
        foreach (var key in keys)
            RetryNow(key);
    }

    /// <summary>All that is desired or ours.</summary>
    public async Task<IReadOnlySet<WorkloadKey>> AllAsync(CancellationToken cancellationToken)
    {
        var all = new HashSet<WorkloadKey>(await observer.OwnedAsync(cancellationToken));
        if (_reported.Task.IsCompleted)
            Publish(store.ReportOwned(all));
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

    private async ValueTask ApplyAsync(SourceSnapshot snapshot, CancellationToken cancellationToken)
    {
        var update = store.Update(snapshot);
        Publish(update);
        await ApplyAsync(update, cancellationToken);
    }

    private void Publish(DesiredUpdate update)
    {
        sourcesWriter.Publish(() => store.Current.Report);
        if (update.State.RemovalGrace is not null)
            _graceChanges.Post(ChangeHint.Lost, name: null);
    }

    // Held removals end by time alone: no file tells.
    private async Task EndRemovalGraceAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            _graceChanges.Take();
            await _graceChanges.WaitAsync(store.Current.RemovalGrace?.ReevaluateIn ?? Timeout.InfiniteTimeSpan, cancellationToken);
            if (store.Current.RemovalGrace is null)
                continue;
            var update = store.Reevaluate();
            sourcesWriter.Publish(() => store.Current.Report);
            await ApplyAsync(update, cancellationToken);
        }
    }

    private async Task FollowInputsAsync(CancellationToken cancellationToken)
    {
        using var watch = watches.Inputs(RequeueNow);
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

    private async Task ApplyAsync(DesiredUpdate update, CancellationToken cancellationToken)
    {
        _inputs.Post(ChangeHint.Lost, name: null);
        if (!update.State.AllSourcesReported)
            return;
        if (!update.State.Report.Sources.SelectMany(source => source.Files).Any(file => file.State is "writing" or "missing"))
            _settled.TrySetResult();
        // The first listing changes nothing: what keeps ending since before goes on waiting.
        if (_reported.Task.IsCompleted)
            ResetBackoff(update.Changed);
        if (_reported.TrySetResult() || update.PruningWidened)
            await QueueAllAsync(cancellationToken);
        else
            queue.AddRange(update.Changed);
    }

    private void ResetBackoff(IEnumerable<WorkloadKey> changed)
    {
        foreach (var key in views.Current.ComponentOf(changed))
        {
            backoffs.Forget(key);
            rollouts.ResetBackoff(key);
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
                    RetryNow(rejected.Keys);
                break;
        }
    }

    private void Queue(string unit)
    {
        if (views.Current.KeyOfUnit.TryGetValue(unit, out var key))
            Queue(key);
    }

    // Somebody did something about it: no delay stands in the way.
    private void RequeueNow(WorkloadKey key)
    {
        backoffs.Forget(key);
        rollouts.ResetBackoff(key);
        Queue(key);
    }

    // What keeps dying goes on waiting: that something else is mended changes nothing for it.
    private void RetryNow(WorkloadKey key)
    {
        backoffs.Forget(key);
        Queue(key);
    }

    // Before the first listing nobody knows what a key means.
    private void Queue(WorkloadKey key)
    {
        if (_reported.Task.IsCompleted)
            queue.Add(key);
    }
}
