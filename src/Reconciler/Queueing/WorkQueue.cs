using OciReconciler.Threading;

namespace OciReconciler.Queueing;

/// <summary>
/// De-duplicating queue of keys that ask for a pass. A key carries no event; of two times for one key the earlier wins.
/// Exclusion between passes is the component locks' matter, not the queue's.
/// </summary>
/// <remarks>Thread-safe. After client-go's delaying work queue.</remarks>
internal sealed class WorkQueue(TimeProvider time) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly long _origin = time.GetTimestamp();
    private readonly Dictionary<WorkloadKey, long> _ready = [];
    // The same by how long they have waited: taking one costs the same however many are ready.
    private readonly SortedSet<(long Since, WorkloadKey Key)> _order = [];
    private readonly Dictionary<WorkloadKey, Delayed> _delayed = [];
    private TaskCompletionSource? _waiter;

    /// <summary>No key is ready to be taken; delayed ones may be on their way.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_lock)
                return _ready.Count == 0;
        }
    }

    /// <summary>How many keys are ready to be taken.</summary>
    public int Depth
    {
        get
        {
            lock (_lock)
                return _ready.Count;
        }
    }

    /// <summary>How long the key that is ready and has waited longest has waited, or null when none is ready.</summary>
    public TimeSpan? OldestAge
    {
        get
        {
            lock (_lock)
                return _ready.Count == 0 ? null : time.GetElapsedTime(_order.Min.Since);
        }
    }

    /// <summary>Asks for a pass now.</summary>
    public void Add(WorkloadKey key)
    {
        lock (_lock)
            AddLocked(key);
    }

    /// <summary>Asks for a pass now, for each.</summary>
    public void AddRange(IEnumerable<WorkloadKey> keys)
    {
        lock (_lock)
        {
            foreach (var key in keys)
                AddLocked(key);
        }
    }

    /// <summary>Asks for a pass after <paramref name="delay"/>, unless one is asked for earlier.</summary>
    public void AddAfter(WorkloadKey key, TimeSpan delay)
    {
        lock (_lock)
        {
            var due = time.GetElapsedTime(_origin) + delay;
            if (_ready.ContainsKey(key) || (_delayed.TryGetValue(key, out var known) && known.Due <= due))
                return;
            if (_delayed.Remove(key, out var later))
                later.Timer.Dispose();
            _delayed[key] = new Delayed(due, time.CreateTimer(_ => Add(key), null, delay, Timeout.InfiniteTimeSpan));
        }
    }

    /// <summary>Drops requests that a pass which begins now will answer.</summary>
    public void Absorb(IEnumerable<WorkloadKey> keys)
    {
        lock (_lock)
        {
            foreach (var key in keys)
                RemoveLocked(key);
        }
    }

    /// <summary>Takes the next key, waiting for one.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<WorkloadKey> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task waiting;
            lock (_lock)
            {
                if (_ready.Count > 0)
                {
                    // The key that has waited longest goes first: else keys that come back all the time would starve the others.
                    var key = _order.Min.Key;
                    RemoveLocked(key);
                    return key;
                }

                _waiter ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                waiting = _waiter.Task;
            }

            await AsyncWait.ForAsync(waiting, cancellationToken);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var delayed in _delayed.Values)
                delayed.Timer.Dispose();
            _delayed.Clear();
        }
    }

    private void AddLocked(WorkloadKey key)
    {
        if (_delayed.Remove(key, out var delayed))
            delayed.Timer.Dispose();
        var now = time.GetTimestamp();
        if (_ready.TryAdd(key, now))
            _order.Add((now, key));
        _waiter?.TrySetResult();
        _waiter = null;
    }

    private void RemoveLocked(WorkloadKey key)
    {
        if (_ready.Remove(key, out var since))
            _order.Remove((since, key));
    }

    private sealed record Delayed(TimeSpan Due, ITimer Timer);
}
