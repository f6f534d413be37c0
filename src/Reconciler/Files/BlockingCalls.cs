using System.Collections.Concurrent;

namespace OciReconciler.Files;

/// <summary>
/// Calls that the kernel may never return from, such as reading a file of a server that is gone. Each runs on a thread of its own and is
/// waited for no longer than a deadline. A thread that hangs cannot be ended: until it returns, nothing else is called at the same place.
/// Thread-safe.
/// </summary>
/// <param name="deadline">How long one call may take.</param>
internal sealed class BlockingCalls(TimeSpan deadline, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, int> _hanging = new(StringComparer.Ordinal);

    /// <summary>Runs a call on a thread of its own.</summary>
    /// <param name="place">What hangs together: a directory.</param>
    /// <param name="call">The call. What it returns after nobody waits any more is disposed.</param>
    /// <exception cref="IOException">It did not return in time, or one before it has not yet.</exception>
    public async Task<T> RunAsync<T>(string place, Func<T> call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_hanging.ContainsKey(place))
            throw Hangs(place);
        // The thread is not of the pool, which would lack those that hang.
        var running = Task.Factory.StartNew(
            call, CancellationToken.None, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);
        try
        {
            return await running.WaitAsync(deadline, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            _hanging.AddOrUpdate(place, 1, (_, count) => count + 1);
            Abandon(running, () => Returned(place));
            throw Hangs(place);
        }
        catch (OperationCanceledException)
        {
            Abandon(running, () => { });
            throw;
        }
    }

    private void Returned(string place)
    {
        // Whoever sees the last call return removes the entry; another call that hangs meanwhile has made it a different one.
        if (_hanging.AddOrUpdate(place, 0, (_, count) => count - 1) <= 0)
            _hanging.TryRemove(KeyValuePair.Create(place, 0));
    }

    private IOException Hangs(string place) =>
        new($"{place} does not answer within {deadline.TotalSeconds:0} s. See whether its file system hangs: findmnt -T {place}");

    private static void Abandon<T>(Task<T> running, Action returned) => _ = running.ContinueWith(
        ended =>
        {
            returned();
            if (ended.IsCompletedSuccessfully && ended.Result is IDisposable result)
                result.Dispose();
            // Nobody waits for its failure any more.
            _ = ended.Exception;
        },
        CancellationToken.None,
        TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);
}
