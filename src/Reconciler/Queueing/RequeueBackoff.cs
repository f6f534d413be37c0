using System.Collections.Concurrent;

namespace OciReconciler.Queueing;

/// <summary>
/// Delay per key after a step that failed: 2 s doubling to 5 min, with up to 10 % on top so that a herd spreads; after a terminal failure
/// the longest at once. While it lasts, an event does not make the controller act again. Reset on success, when the manifest changes, and
/// after 10 quiet minutes (kubelet's figure). A container that keeps ending has its own crash backoff. Thread-safe.
/// </summary>
/// <param name="jitter">A number from 0 to 1.</param>
internal sealed class RequeueBackoff(TimeProvider time, Func<double> jitter)
{
    private static readonly ExponentialBackoff Backoff = new(TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(5));
    private static readonly TimeSpan ResetAfter = TimeSpan.FromMinutes(10);
    private readonly ConcurrentDictionary<WorkloadKey, Entry> _entries = new();
    private readonly long _origin = time.GetTimestamp();

    // Not the wall clock: a step of it must neither end a wait nor make it last for hours.
    private TimeSpan Now => time.GetElapsedTime(_origin);

    /// <summary>Counts one more failure and returns how long to wait.</summary>
    public TimeSpan Next(WorkloadKey key, FailureReason why)
    {
        var now = Now;
        var count = _entries.TryGetValue(key, out var known) && now - known.Until < ResetAfter ? known.Count + 1 : 1;
        var least = why.IsTerminal ? Backoff.Longest : Backoff.After(count);
        var delay = TimeSpan.FromSeconds(least.TotalSeconds * (1 + (0.1 * jitter())));
        _entries[key] = new Entry(count, now + delay, why);
        return delay;
    }

    /// <summary>Why <paramref name="key"/> waits and for how long still, or null when it does not.</summary>
    public (FailureReason Why, TimeSpan Remaining)? Waiting(WorkloadKey key) =>
        _entries.TryGetValue(key, out var entry) && entry.Until - Now is var remaining && remaining > TimeSpan.Zero
            ? (entry.Why, remaining)
            : null;

    /// <summary>Clears the delay and the count.</summary>
    public void Reset(WorkloadKey key) => _entries.TryRemove(key, out _);

    private sealed record Entry(int Count, TimeSpan Until, FailureReason Why);
}
