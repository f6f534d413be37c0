namespace OciReconciler.Threading;

/// <summary>
/// So many may do something at once; others wait, the longest first. As a semaphore, but who waits goes on where it waited (see
/// <see cref="AsyncWait"/>). Thread-safe.
/// </summary>
internal sealed class AsyncSemaphore(int count)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<TaskCompletionSource> _waiting = [];
    private int _free = count;

    /// <summary>Whether none is free.</summary>
    public bool IsFull
    {
        get
        {
            lock (_lock)
                return _free == 0;
        }
    }

    /// <summary>Takes one, waiting for it.</summary>
    /// <exception cref="OperationCanceledException">Cancelled: none is taken.</exception>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_free > 0)
            {
                _free--;
                return;
            }

            _waiting.AddLast(turn);
        }

        try
        {
            await AsyncWait.ForAsync(turn.Task, cancellationToken);
        }
        catch
        {
            Abandon(turn);
            throw;
        }
    }

    /// <summary>Gives one back.</summary>
    public void Release()
    {
        TaskCompletionSource? next = null;
        lock (_lock)
        {
            if (_waiting.First is { } first)
            {
                next = first.Value;
                _waiting.RemoveFirst();
            }
            else
            {
                _free++;
            }
        }

        next?.SetResult();
    }

    private void Abandon(TaskCompletionSource turn)
    {
        bool stillWaited;
        lock (_lock)
            stillWaited = _waiting.Remove(turn);
        // The waiter's turn came in the moment in which it left.
        if (!stillWaited)
            Release();
    }
}
