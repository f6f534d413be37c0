using System.Diagnostics.CodeAnalysis;

namespace OciReconciler.Threading;

/// <summary>
/// Callers that want the same thing at the same time share one run of it. A caller that comes after its end starts another. Thread-safe.
/// </summary>
internal sealed class SingleFlight<TKey, TResult>
    where TKey : notnull
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, Task<TResult>> _running = [];

    /// <summary>
    /// Runs, or waits for the run under way. The run belongs to the caller that started it: when that one is cancelled, another of those
    /// who wait starts anew.
    /// </summary>
    /// <param name="run">How to get it.</param>
    /// <param name="joined">Called when a run under way is waited for.</param>
    public async Task<TResult> RunAsync(TKey key, Func<Task<TResult>> run, Action joined, CancellationToken cancellationToken)
    {
        while (true)
        {
            var mine = new TaskCompletionSource<TResult>();
            if (!IsRunning(key, mine.Task, out var other)) return await OwnAsync(key, run, mine);
            joined();
            try
            {
                return await other.WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // The call's starter was cancelled, which is no answer for this caller.
            }
        }
    }

    private bool IsRunning(TKey key, Task<TResult> mine, [NotNullWhen(true)] out Task<TResult>? other)
    {
        lock (_lock)
        {
            if (_running.TryGetValue(key, out other)) return true;
            _running.Add(key, mine);
            return false;
        }
    }

    private async Task<TResult> OwnAsync(TKey key, Func<Task<TResult>> run, TaskCompletionSource<TResult> mine)
    {
        var own = run();
        try
        {
            return await own;
        }
        finally
        {
            lock (_lock) _running.Remove(key);
            mine.TrySetFromTask(own);
            // The failure is this caller's already: nobody else may be waiting.
            _ = mine.Task.Exception;
        }
    }
}
