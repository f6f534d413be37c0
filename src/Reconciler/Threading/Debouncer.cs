namespace OciReconciler.Threading;

/// <summary>Gathers wakes until the source scans. Any thread may post; one loop waits.</summary>
internal sealed class Debouncer(ScanOptions options, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _settled = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unsettled = new(StringComparer.Ordinal);
    private TaskCompletionSource? _waiter;
    private bool _posted;
    private bool _urgent;
    private bool _isMoreThanFiles;
    private long _unsettledSince;

    /// <summary>Posts a wake.</summary>
    public void Post(ChangeHint kind, string? name)
    {
        lock (_lock)
        {
            _urgent |= kind != ChangeHint.Unsettled;
            if (name is null || kind == ChangeHint.Lost)
                _isMoreThanFiles = true;
            else if (kind == ChangeHint.Settled)
                SettleLocked(name);
            else
                UnsettleLocked(name);
            _posted = true;
            _waiter?.TrySetResult();
        }
    }

    /// <summary>
    /// Returns when it is time to scan: at once after an urgent wake, after the quiet otherwise, at the latest after
    /// <paramref name="longest"/>.
    /// </summary>
    public async Task WaitAsync(TimeSpan longest, CancellationToken cancellation)
    {
        if (!await NextAsync(longest, cancellation))
            return;
        long first = time.GetTimestamp();
        while (!IsUrgent())
        {
            var left = options.QuietLimit - time.GetElapsedTime(first);
            var wait = left < options.Quiet ? left : options.Quiet;
            if (wait <= TimeSpan.Zero || !await NextAsync(wait, cancellation))
                return;
        }
    }

    /// <summary>
    /// Takes out the names of files whose change has ended, when nothing else is urgent: these alone need a look. What else has happened
    /// stays, and is waited for like before. Null: everything is to be scanned.
    /// </summary>
    /// <param name="counts">Names of files that are read. One that is changing may have to do with those whose change has ended.</param>
    public ImmutableHashSet<string>? TakeSettled(Func<string, bool> counts)
    {
        lock (_lock)
        {
            var isDue = _unsettled.Count > 0 && time.GetElapsedTime(_unsettledSince) >= options.QuietLimit;
            if (_isMoreThanFiles || isDue || _settled.Count == 0 || _unsettled.Any(counts))
                return null;
            var settled = _settled.ToImmutableHashSet(StringComparer.Ordinal);
            _settled.Clear();
            _urgent = false;
            _posted = _unsettled.Count > 0;
            return settled;
        }
    }

    /// <summary>Empties the box, before a scan. Returns the names of files whose change has ended.</summary>
    public ImmutableHashSet<string> Take()
    {
        lock (_lock)
        {
            var settled = _settled.ToImmutableHashSet(StringComparer.Ordinal);
            _settled.Clear();
            _unsettled.Clear();
            _urgent = false;
            _isMoreThanFiles = false;
            _posted = false;
            return settled;
        }
    }

    private void SettleLocked(string name)
    {
        _settled.Add(name);
        _unsettled.Remove(name);
    }

    private void UnsettleLocked(string name)
    {
        _settled.Remove(name);
        if (_unsettled.Count == 0)
            _unsettledSince = time.GetTimestamp();
        _unsettled.Add(name);
    }

    private bool IsUrgent()
    {
        lock (_lock)
        {
            _posted = false;
            return _urgent;
        }
    }

    private async Task<bool> NextAsync(TimeSpan timeout, CancellationToken cancellation)
    {
        var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_posted)
                return true;
            _waiter = waiter;
        }

        // Each wait has a task of its own, so that nothing piles up at one that is never posted.
        await using var timer = time.CreateTimer(_ => waiter.TrySetResult(), null, timeout, Timeout.InfiniteTimeSpan);
        using var cancelled = cancellation.Register(() => waiter.TrySetCanceled(cancellation));
        await waiter.Task;
        lock (_lock)
        {
            _waiter = null;
            return _posted;
        }
    }
}
