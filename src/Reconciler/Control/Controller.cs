using OciReconciler.Desired;
using OciReconciler.Queueing;

namespace OciReconciler.Control;

/// <summary>Asks for passes over the components of keys that are taken from the queue.</summary>
internal sealed class Controller(
    WorkQueue queue, WorkerPool workers, ComponentLocks locks, DesiredViews views, PassRunner passes, Requeuer requeuer, TimeProvider time)
    : IDisposable
{
    // run --once waits for workloads to come up as long as for a start job.
    private static readonly TimeSpan OncePatience = TimeSpan.FromSeconds(120);

    /// <summary>Works on what is queued until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => workers.RunAsync(WorkAsync, cancellationToken);

    /// <summary>Runs one pass over the component of each key, and over what those passes parked.</summary>
    public async Task RunOnceAsync(IReadOnlyCollection<WorkloadKey> keys, CancellationToken cancellationToken)
    {
        var components = Components(keys, views.Current);
        await Task.WhenAll(components.Select(component => passes.RunAsync(component[0], component, cancellationToken)));
        using var patience = new CancellationTokenSource(OncePatience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            while (!queue.IsEmpty || requeuer.AnyStarting)
                await WorkAsync(await queue.TakeAsync(either.Token), cancellationToken);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // What is not up by now is reported as it is.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => queue.Dispose();

    private static List<ImmutableSortedSet<WorkloadKey>> Components(IEnumerable<WorkloadKey> keys, DesiredView desired)
    {
        var (components, covered) = (new List<ImmutableSortedSet<WorkloadKey>>(), new HashSet<WorkloadKey>());
        foreach (var key in keys.Where(key => !covered.Contains(key)))
        {
            var component = desired.ComponentOf([key]);
            components.Add(component);
            covered.UnionWith(component);
        }

        return components;
    }

    private Task WorkAsync(WorkloadKey key, CancellationToken cancellationToken) =>
        passes.RunAsync(key, views.Current.ComponentOf([key, .. locks.RefusedBefore(key)]), cancellationToken);
}
