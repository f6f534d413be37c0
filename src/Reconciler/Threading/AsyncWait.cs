namespace OciReconciler.Threading;

/// <summary>
/// Waiting for a signal that never fails. Unlike with Task.WaitAsync, nothing runs on a thread of the pool in between: who waits goes on
/// where it waited, so that the whole controller can be run on one thread, and is then the same each time.
/// </summary>
internal static class AsyncWait
{
    /// <summary>Returns after <paramref name="signal"/>.</summary>
    public static async Task ForAsync(Task signal, CancellationToken cancellationToken)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var cancelled = cancellationToken.Register(() => ended.TrySetCanceled(cancellationToken));
        _ = ForwardAsync(signal, ended);
        await ended.Task;
    }

    /// <summary>Returns after <paramref name="signal"/>, or after <paramref name="longest"/>.</summary>
    public static async Task ForAsync(Task signal, TimeSpan longest, TimeProvider time, CancellationToken cancellationToken)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var timer = time.CreateTimer(_ => ended.TrySetResult(), null, longest, Timeout.InfiniteTimeSpan);
        _ = ForwardAsync(signal, ended);
        await ForAsync(ended.Task, cancellationToken);
    }

    private static async Task ForwardAsync(Task signal, TaskCompletionSource ended)
    {
        await signal;
        ended.TrySetResult();
    }
}
