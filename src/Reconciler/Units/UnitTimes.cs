using System.Collections.Concurrent;

namespace OciReconciler.Units;

/// <summary>
/// For how long something has been seen at units. Thread-safe. A unit at which nobody has looked for long is forgotten: names come and go.
/// </summary>
internal sealed class UnitTimes(TimeProvider time)
{
    private const int Few = 256;
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);
    private readonly ConcurrentDictionary<string, Sight> _seen = new(StringComparer.Ordinal);
    private volatile int _most = Few;

    /// <summary>How many units are remembered.</summary>
    public int Count => _seen.Count;

    /// <summary>It is seen now: for how long it has been.</summary>
    /// <param name="id">What it is; another one begins anew.</param>
    public TimeSpan See(string unit, uint id)
    {
        var now = time.GetTimestamp();
        var sight = _seen.AddOrUpdate(
            unit,
            (_, seen) => new Sight(seen, now, now),
            (_, before, seen) => before.Id == seen ? before with { Last = now } : new Sight(seen, now, now),
            id);
        if (_seen.Count > _most)
            Prune(now);
        return time.GetElapsedTime(sight.Since, now);
    }

    /// <summary>It is not there any more.</summary>
    public void Remove(string unit) => _seen.TryRemove(unit, out _);

    private void Prune(long now)
    {
        foreach (var (unit, sight) in _seen)
        {
            if (time.GetElapsedTime(sight.Last, now) > Kept)
                _seen.TryRemove(KeyValuePair.Create(unit, sight));
        }

        _most = Math.Max(Few, 2 * _seen.Count);
    }

    private sealed record Sight(uint Id, long Since, long Last);
}
