using System.Collections.Immutable;

namespace OciReconciler.Sources;

/// <summary>Gathers wakes until the source looks. Any thread may post; one loop waits.</summary>
internal sealed class WakeBox(SourceOptions options, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _settled = new(StringComparer.Ordinal);
    private TaskCompletionSource _signal = NewSignal();
    private bool _urgent;

    /// <summary>Posts a wake.</summary>
    public void Post(Wake kind, string? name)
    {
        lock (_lock)
        {
            _urgent |= kind != Wake.Unsettled;
            if (name is not null && kind == Wake.Settled)
                _settled.Add(name);
            else if (name is not null)
                _settled.Remove(name);
            _signal.TrySetResult();
        }
    }

    /// <summary>Returns when it is time to look: at once after an urgent wake, after the quiet otherwise, at the latest after <paramref name="longest"/>.</summary>
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
            RenewLocked();
            return settled;
        }
    }

    private bool IsUrgent()
    {
        lock (_lock)
        {
            RenewLocked();
            return _urgent;
        }
    }

    private void RenewLocked()
    {
        if (_signal.Task.IsCompleted)
            _signal = NewSignal();
    }

    private async Task<bool> NextAsync(TimeSpan timeout, CancellationToken cancellation)
    {
        Task signal;
        lock (_lock)
            signal = _signal.Task;
        if (signal.IsCompleted)
            return true;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var delay = Task.Delay(timeout, time, ended.Token);
        await Task.WhenAny(signal, delay);
        await ended.CancelAsync();
        cancellation.ThrowIfCancellationRequested();
        return signal.IsCompleted;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
