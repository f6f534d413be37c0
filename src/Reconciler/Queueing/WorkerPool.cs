using OciReconciler.Threading;

namespace OciReconciler.Queueing;

/// <summary>
/// Takes keys from the queue and works on so many at once. Work that only waits for somebody else lends its place meanwhile, so that images
/// that do not arrive delay nobody but those that wait for them. Thread-safe.
/// </summary>
internal sealed class WorkerPool(WorkQueue queue, int places)
{
    private readonly AsyncSemaphore _slots = new(places);

    /// <summary>All are at work.</summary>
    public bool IsFull => _slots.IsFull;

    /// <summary>Works until cancelled, or until work fails: that failure is the result, and ends the other work.</summary>
    public async Task RunAsync(Func<WorkloadKey, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = new List<Task>();
        var next = TakeAsync(ending.Token);
        try
        {
            while (true)
            {
                await Task.WhenAny([next, .. running]);
                foreach (var ended in running.FindAll(task => task.IsCompleted))
                {
                    running.Remove(ended);
                    await ended;
                }

                if (!next.IsCompleted)
                    continue;
                running.Add(WorkAsync(work, await next, ending.Token));
                next = TakeAsync(ending.Token);
            }
        }
        finally
        {
            ending.Cancel();
            await Task.WhenAll([next, .. running])
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    /// <summary>Waits, while others use the place of the work that waits.</summary>
    public async Task YieldSlotAsync(Func<Task> wait)
    {
        _slots.Release();
        try
        {
            await wait();
        }
        finally
        {
            await _slots.WaitAsync(CancellationToken.None);
        }
    }

    private async Task<WorkloadKey> TakeAsync(CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken);
        try
        {
            return await queue.TakeAsync(cancellationToken);
        }
        catch
        {
            _slots.Release();
            throw;
        }
    }

    private async Task WorkAsync(Func<WorkloadKey, CancellationToken, Task> work, WorkloadKey key, CancellationToken cancellationToken)
    {
        try
        {
            await work(key, cancellationToken);
        }
        finally
        {
            _slots.Release();
        }
    }
}
