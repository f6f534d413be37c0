using OciReconciler.Desired;
using OciReconciler.Observing;
using OciReconciler.Queueing;
using OciReconciler.Rollouts;

namespace OciReconciler.Control;

/// <summary>
/// Asks for passes: the way of all that happens outside into the queue. Nothing but keys takes it. Closed until every source was listed
/// once: before that nobody knows what a key means. Thread-safe.
/// </summary>
internal sealed class ReconcileRequests(
    WorkQueue queue, RequeueBackoff backoff, RolloutStates rollouts, RecentListings listings, DesiredViews views)
{
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when every source has been listed once.</summary>
    public Task Opened => _opened.Task;

    /// <summary>Opens the queue to requests, after every source has been listed once.</summary>
    /// <returns>False: it had been before.</returns>
    public bool TryOpen() => _opened.TrySetResult();

    /// <summary>Something happened to a workload.</summary>
    public void Request(WorkloadKey key)
    {
        listings.Touch(key);
        if (Opened.IsCompleted)
            queue.Add(key);
    }

    /// <summary>Something happened to a unit: a service that a manifest wants, or its holder slice.</summary>
    public void Request(string unit)
    {
        if (views.Current.KeyOfUnit.TryGetValue(unit, out var key))
            Request(key);
    }

    /// <summary>Something may have happened to any of these; also before every source was listed.</summary>
    public void RequestAll(IEnumerable<WorkloadKey> keys) => queue.AddRange(keys);

    /// <summary>What blocked a workload is gone. One that keeps ending goes on waiting: for it nothing has changed.</summary>
    public void Retry(WorkloadKey key)
    {
        backoff.Reset(key);
        if (Opened.IsCompleted)
            queue.Add(key);
    }

    /// <summary>As for one workload, for several.</summary>
    public void Retry(IEnumerable<WorkloadKey> keys)
    {
        foreach (var key in keys)
            Retry(key);
    }

    /// <summary>Somebody did something about a workload: no delay stands in the way.</summary>
    public void RequestNow(WorkloadKey key)
    {
        ResetBackoff(key);
        Request(key);
    }

    /// <summary>Manifests changed: no delay stands in the way of their components.</summary>
    public void ResetBackoff(IEnumerable<WorkloadKey> changed)
    {
        foreach (var key in views.Current.ComponentOf(changed))
            ResetBackoff(key);
    }

    private void ResetBackoff(WorkloadKey key)
    {
        backoff.Reset(key);
        rollouts.ResetBackoff(key);
    }
}
