using System.Collections.Concurrent;
using OciReconciler.Model.Conditions;
using OciReconciler.Model.Workloads;

namespace OciReconciler.Control;

/// <summary>
/// Delay per key: 2 s doubling to 5 min, with up to 10 % on top so that a herd spreads; after a terminal failure the longest at once. While it lasts, an event does not make the
/// controller act again. Forgotten on success, when the manifest changes, and after 10 quiet minutes (kubelet's figure).
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="chance">A number from 0 to 1.</param>
internal sealed class RequeueBackoff(TimeProvider time, Func<double> chance)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Forgiven = TimeSpan.FromMinutes(10);
    private readonly ConcurrentDictionary<WorkloadKey, Entry> _entries = new();
    private readonly long _origin = time.GetTimestamp();

    // Not the wall clock: a step of it must neither end a wait nor make it last for hours.
    private TimeSpan Now => time.GetElapsedTime(_origin);

    /// <summary>Counts one more time and tells how long to wait.</summary>
    public TimeSpan Next(WorkloadKey key, FailureReason why)
    {
        var now = Now;
        var count = _entries.TryGetValue(key, out var known) && now - known.Until < Forgiven ? known.Count + 1 : 1;
        var seconds = why.IsTerminal ? Longest.TotalSeconds : Math.Min(First.TotalSeconds * Math.Pow(2, Math.Min(count - 1, 30)), Longest.TotalSeconds);
        var delay = TimeSpan.FromSeconds(seconds * (1 + (0.1 * chance())));
        _entries[key] = new Entry(count, now + delay, why);
        return delay;
    }

    /// <summary>Why <paramref name="key"/> waits and for how long still, or null when it does not.</summary>
    public (FailureReason Why, TimeSpan Remaining)? Waiting(WorkloadKey key) =>
        _entries.TryGetValue(key, out var entry) && entry.Until - Now is var remaining && remaining > TimeSpan.Zero
            ? (entry.Why, remaining)
            : null;

    /// <summary>Clears the delay and the count.</summary>
    public void Forget(WorkloadKey key) => _entries.TryRemove(key, out _);

    private sealed record Entry(int Count, TimeSpan Until, FailureReason Why);
}
