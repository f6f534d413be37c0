namespace OciReconciler.Desired;

/// <summary>
/// Delays a removal of many workloads at once for a grace time: a wrong deploy or a deleted directory looks like that, a person at work
/// does not. A window opens with the first workload that vanishes and closes when each that vanished in it came back or is older than the
/// grace time; what counts is the share of what was there when it opened, so that vanishing in steps is noticed too, and whoever declares
/// and deletes one after the other is left alone. Not thread-safe: used under the desired store's lock. Its clock is monotonic.
/// </summary>
/// <param name="grace">How long a removal is delayed; null: never.</param>
internal sealed class RemovalGuard(TimeSpan? grace, TimeProvider time)
{
    /// <summary>Fewer workloads than this can all be removed at once.</summary>
    public const int FewestGuarded = 4;

    private readonly Dictionary<WorkloadKey, Vanished> _vanished = [];
    private readonly HashSet<WorkloadKey> _declaredBefore = [];
    private HashSet<WorkloadKey> _baseline = [];
    private IReadOnlySet<WorkloadKey> _before = new HashSet<WorkloadKey>();

    /// <summary>Says what was there before the first update: the last valid revisions of earlier controllers.</summary>
    public void Begin(IEnumerable<WorkloadKey> known) => _before = known.ToHashSet();

    /// <summary>Nothing has vanished that would still matter.</summary>
    public bool IsQuiet => _vanished.Count == 0;

    /// <summary>As <see cref="Update"/> while it is quiet and nothing is unwanted: no removal is delayed, and nothing is copied.</summary>
    /// <param name="wanted">Not changed afterwards.</param>
    public void Follow(IReadOnlySet<WorkloadKey> wanted)
    {
        if (grace is not null)
            _before = wanted;
    }

    /// <summary>Takes what is wanted now and what of ours nothing wants any more.</summary>
    /// <param name="unwanted">Those known to be ours or declared before, and not desired.</param>
    /// <returns>Removals that are delayed, or null.</returns>
    public RemovalGrace? Update(IReadOnlySet<WorkloadKey> wanted, IReadOnlySet<WorkloadKey> unwanted)
    {
        if (grace is not { } limit)
            return null;
        if (IsQuiet && unwanted.Count == 0)
        {
            Follow(wanted);
            return null;
        }

        var now = time.GetTimestamp();
        Expire(limit, now, wanted, unwanted);
        var isOpen = _vanished.Values.Any(entry => !entry.IsOver);
        var news = unwanted.Where(key => !_vanished.ContainsKey(key)).ToList();
        if (!isOpen)
        {
            _baseline = [.. _before];
            _declaredBefore.Clear();
        }
        else if (IsMost(news.Count(_before.Contains), _before))
        {
            _baseline.UnionWith(_before);
        }

        // Orphans that are found on the host only now were there before, too.
        _baseline.UnionWith(news.Where(key => !_before.Contains(key)));
        // Workloads whose grace is over leave the baseline; the message counts all that were there.
        _declaredBefore.UnionWith(_baseline);
        foreach (var key in news)
            _vanished[key] = new Vanished(now, time.GetUtcNow() + limit);
        if (IsMass())
            GraceAll();
        _before = wanted;
        return Result(limit, now, wanted, unwanted);
    }

    private void Expire(TimeSpan limit, long now, IReadOnlySet<WorkloadKey> wanted, IReadOnlySet<WorkloadKey> unwanted)
    {
        foreach (var (key, entry) in _vanished.ToList())
        {
            var isOver = entry.IsOver || time.GetElapsedTime(entry.Since, now) >= limit;
            if (isOver)
                _baseline.Remove(key);
            // A workload whose grace is over and that is still there, because something keeps it, has not vanished once more.
            if (wanted.Contains(key) || (isOver && !unwanted.Contains(key)))
                _vanished.Remove(key);
            else
                _vanished[key] = entry with { IsOver = isOver, HasGrace = entry.HasGrace && !isOver };
        }
    }

    private bool IsMass() => IsMost(_vanished.Count(entry => IsLost(entry.Key, entry.Value)), _baseline);

    private bool IsLost(WorkloadKey key, Vanished entry) => !entry.IsOver && _baseline.Contains(key);

    private static bool IsMost(int count, IReadOnlySet<WorkloadKey> all) => all.Count >= FewestGuarded && count * 2 > all.Count;

    private void GraceAll()
    {
        foreach (var (key, entry) in _vanished.Where(entry => IsLost(entry.Key, entry.Value)).ToList())
            _vanished[key] = entry with { HasGrace = true };
    }

    private RemovalGrace? Result(TimeSpan limit, long now, IReadOnlySet<WorkloadKey> wanted, IReadOnlySet<WorkloadKey> unwanted)
    {
        // Until a workload is back or its own grace is over, its removal is delayed: the last of them must not go when most are back.
        // Workloads that went before the others are gone.
        var graced = _vanished.Where(entry => entry.Value.HasGrace && unwanted.Contains(entry.Key)).ToList();
        if (graced.Count == 0)
            return null;
        return new RemovalGrace(
            graced.ToImmutableSortedDictionary(entry => entry.Key, entry => entry.Value.Until),
            Vanished: _declaredBefore.Count(key => !wanted.Contains(key)),
            Of: _declaredBefore.Count,
            limit,
            limit - time.GetElapsedTime(graced.Min(entry => entry.Value.Since), now));
    }

    private sealed record Vanished(long Since, DateTimeOffset Until)
    {
        public bool HasGrace { get; init; }

        public bool IsOver { get; init; }
    }
}
