using OciReconciler.Model.Workloads;
using OciReconciler.Threading;

namespace OciReconciler.Control;

/// <summary>
/// Takes keys from the queue and works on so many at once. Work that only waits for somebody else lends its place meanwhile, so that images that do not arrive hold up nobody but those that wait
/// for them. Thread-safe.
/// </summary>
internal sealed class Workers(WorkQueue queue, int places)
{
    private readonly Places _places = new(places);

    /// <summary>All are at work.</summary>
    public bool AreBusy => _places.AreTaken;

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
            await Task.WhenAll([next, .. running]).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    /// <summary>Waits, while others use the place of the work that waits.</summary>
    public async Task LendAsync(Func<Task> wait)
    {
        _places.Give();
        try
        {
            await wait();
        }
        finally
        {
            await _places.TakeAsync(CancellationToken.None);
        }
    }

    private async Task<WorkloadKey> TakeAsync(CancellationToken cancellationToken)
    {
        await _places.TakeAsync(cancellationToken);
        try
        {
            return await queue.TakeAsync(cancellationToken);
        }
        catch
        {
            _places.Give();
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
            _places.Give();
        }
    }
}
