namespace OciReconciler.Threading;

/// <summary>Gathers wakes until the source scans. Any thread may post; one loop waits.</summary>
internal sealed class Debouncer(ScanOptions options, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _settled = new(StringComparer.Ordinal);
    private TaskCompletionSource? _waiter;
    private bool _posted;
    private bool _urgent;

    /// <summary>Posts a wake.</summary>
    public void Post(ChangeHint kind, string? name)
    {
        lock (_lock)
        {
            _urgent |= kind != ChangeHint.Unsettled;
            if (name is not null && kind == ChangeHint.Settled)
                _settled.Add(name);
            else if (name is not null)
                _settled.Remove(name);
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

    /// <summary>Empties the box, before a scan. Returns the names of files whose change has ended.</summary>
    public ImmutableHashSet<string> Take()
    {
        lock (_lock)
        {
            var settled = _settled.ToImmutableHashSet(StringComparer.Ordinal);
            _settled.Clear();
            _urgent = false;
            _posted = false;
            return settled;
        }
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
