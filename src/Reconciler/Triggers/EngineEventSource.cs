using OciReconciler.Desired;
using OciReconciler.Engine;
using OciReconciler.Threading;

namespace OciReconciler.Triggers;

/// <summary>
/// docker's events as keys: its containers live outside their units, so systemd has no event when one has started. podman's live inside,
/// and a stream would keep its service from idling out. Events may be lost; the resync covers that. Anybody who may run containers can make
/// as many of them as they like, with any label: those of workloads that nobody knows do nothing. Without workloads of docker it sleeps
/// until the desired state is another.
/// </summary>
/// <param name="views">Which workloads use the engine.</param>
/// <param name="isKnown">Whether a workload is desired, or ours on the host.</param>
/// <param name="isSettled">Whether a pass found it as it should be: a resync tells whether it is so still.</param>
internal sealed class EngineEventSource(
    IContainerEngine engine, DesiredViews views, Func<WorkloadKey, bool> isKnown, Func<WorkloadKey, bool> isSettled, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    // A stream that ends sooner, as behind a proxy with a time limit, is no engine that was away.
    private static readonly TimeSpan Steady = TimeSpan.FromMinutes(1);

    private long? _openedAt;

    /// <summary>Runs until cancelled.</summary>
    /// <param name="add">Gets a key whenever something happened to its container.</param>
    /// <param name="tryAtOnce">
    /// Gets the keys of its workloads that are not settled when the engine answers again: what waited for it waits no longer. Not when that
    /// was so within the last minute: a delay that grows would never grow.
    /// </param>
    /// <param name="opened">Called when events come from now on: those before were missed.</param>
    public async Task RunAsync(
        Action<WorkloadKey> add, Action<WorkloadKey> tryAtOnce, Action opened, CancellationToken cancellationToken)
    {
        // Of manifests that arrive one after the other not each is looked at.
        var changes = new Debouncer(new ScanOptions(), time);
        views.Changed += (_, _) => changes.Post(ChangeHint.Unsettled, name: null);
        while (true)
        {
            changes.Take();
            if (!Users().Any())
            {
                await changes.WaitAsync(Timeout.InfiniteTimeSpan, cancellationToken);
                continue;
            }

            await WatchAsync(add, tryAtOnce, opened, cancellationToken);
            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private async Task WatchAsync(
        Action<WorkloadKey> add, Action<WorkloadKey> tryAtOnce, Action opened, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var engineEvent in engine.WatchAsync(cancellationToken))
            {
                if (engineEvent is not EngineEvent.Container container)
                {
                    Users().Where(key => !isSettled(key)).ToList().ForEach(IsBack() ? tryAtOnce : add);
                    opened();
                }
                else if (isKnown(container.Workload))
                    add(container.Workload);
            }
        }
        catch (Exception failure) when (failure is EngineException or EngineUnavailableException)
        {
            // The engine stopped: whoever needs it reports that, and the stream is opened again.
        }
    }

    private bool IsBack()
    {
        var before = _openedAt;
        _openedAt = time.GetTimestamp();
        return before is not { } opened || time.GetElapsedTime(opened) >= Steady;
    }

    private IEnumerable<WorkloadKey> Users() => views.Current.State.Workloads
        .Where(workload => workload.Value.Spec.Backend == engine.Backend)
        .Select(workload => workload.Key);
}
