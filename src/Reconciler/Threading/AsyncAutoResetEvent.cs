namespace OciReconciler.Threading;

/// <summary>
/// Tells one who waits that something happened, be it before or after the wait began. Thread-safe for many who ring and one who waits.
/// </summary>
internal sealed class AsyncAutoResetEvent
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _set = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Something happened.</summary>
    public void Set()
    {
        lock (_lock)
            _set.TrySetResult();
    }

    /// <summary>
    /// Returns when it has been rung since <see cref="Reset"/>. Never fails. Who waits goes on where it waited (see
    /// <see cref="AsyncWait"/>).
    /// </summary>
    public async Task WaitAsync()
    {
        Task rung;
        lock (_lock)
            rung = _set.Task;
        await rung;
    }

    /// <summary>What happened until now is being observed.</summary>
    /// <returns>Whether anything happened since the last time.</returns>
    public bool Reset()
    {
        lock (_lock)
        {
            if (!_set.Task.IsCompleted)
                return false;
            _set = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return true;
        }
    }
}
