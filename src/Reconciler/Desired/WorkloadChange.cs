namespace OciReconciler.Desired;

/// <summary>A workload of which two desired states have different objects.</summary>
/// <param name="Before">Null: it was not desired.</param>
/// <param name="Now">Null: it is not desired any more.</param>
internal sealed record WorkloadChange(WorkloadKey Key, DesiredWorkload? Before, DesiredWorkload? Now)
{
    /// <summary>Keys of those that are new, other, gone, or have other problems, in order.</summary>
    public static ImmutableArray<WorkloadKey> KeysOf(
        ImmutableSortedDictionary<WorkloadKey, DesiredWorkload> before, ImmutableSortedDictionary<WorkloadKey, DesiredWorkload> now) =>
        [
            .. Between(before, now)
                .Where(change => change is not { Before: { } old, Now: { } wanted } || !old.Matches(wanted))
                .Select(change => change.Key),
        ];

    /// <summary>
    /// All of them, in order of key. Objects are compared by reference, since states share what did not change: that costs nanoseconds a
    /// workload.
    /// </summary>
    public static IReadOnlyList<WorkloadChange> Between(
        ImmutableSortedDictionary<WorkloadKey, DesiredWorkload> before, ImmutableSortedDictionary<WorkloadKey, DesiredWorkload> now)
    {
        var changes = new List<WorkloadChange>();
        if (ReferenceEquals(before, now))
            return changes;
        using var old = before.GetEnumerator();
        using var wanted = now.GetEnumerator();
        var (hasOld, hasWanted) = (old.MoveNext(), wanted.MoveNext());
        while (hasOld || hasWanted)
        {
            var order = !hasOld ? 1 : !hasWanted ? -1 : old.Current.Key.CompareTo(wanted.Current.Key);
            if (order < 0)
                changes.Add(new(old.Current.Key, old.Current.Value, null));
            else if (order > 0)
                changes.Add(new(wanted.Current.Key, null, wanted.Current.Value));
            else if (!ReferenceEquals(old.Current.Value, wanted.Current.Value))
                changes.Add(new(wanted.Current.Key, old.Current.Value, wanted.Current.Value));
            if (order <= 0)
                hasOld = old.MoveNext();
            if (order >= 0)
                hasWanted = wanted.MoveNext();
        }

        return changes;
    }
}
