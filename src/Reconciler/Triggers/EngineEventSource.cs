using OciReconciler.Desired;
using OciReconciler.Engine;

namespace OciReconciler.Triggers;

/// <summary>
/// docker's events as keys: its containers live outside their units, so systemd has no event when one has started. podman's live inside,
/// and a stream would keep its service from idling out. Events may be lost; the resync covers that. Anybody who may run containers can make
/// as many of them as they like, with any label: those of workloads that nobody knows do nothing.
/// </summary>
/// <param name="views">Which workloads use the engine.</param>
/// <param name="isKnown">Whether a workload is desired, or ours on the host.</param>
internal sealed class EngineEventSource(IContainerEngine engine, DesiredViews views, Func<WorkloadKey, bool> isKnown, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    // A stream that ends sooner, as behind a proxy with a time limit, is no engine that was away.
    private static readonly TimeSpan Steady = TimeSpan.FromMinutes(1);

    private long? _openedAt;

    /// <summary>Runs until cancelled.</summary>
    /// <param name="add">Gets a key whenever something happened to its container.</param>
    /// <param name="tryAtOnce">
    /// Gets the keys of all its workloads when the engine answers again: what waited for it waits no longer. Not when that was so within
    /// the last minute: a delay that grows would never grow.
    /// </param>
    public async Task RunAsync(Action<WorkloadKey> add, Action<WorkloadKey> tryAtOnce, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (Users().Any())
                await WatchAsync(add, tryAtOnce, cancellationToken);
            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private async Task WatchAsync(Action<WorkloadKey> add, Action<WorkloadKey> tryAtOnce, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var engineEvent in engine.WatchAsync(cancellationToken))
            {
                if (engineEvent is not EngineEvent.Container container)
                    Users().ToList().ForEach(IsBack() ? tryAtOnce : add);
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
