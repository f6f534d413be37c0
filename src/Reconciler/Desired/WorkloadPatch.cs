namespace OciReconciler.Desired;

/// <summary>Desired workloads by key, made from those before: what did not change is shared. Pure.</summary>
internal static class WorkloadPatch
{
    /// <summary>Exactly the wanted ones.</summary>
    /// <param name="wanted">In any order; those of before that stay are the same objects.</param>
    public static ImmutableSortedDictionary<WorkloadKey, DesiredWorkload> Of(
        ImmutableSortedDictionary<WorkloadKey, DesiredWorkload> before, IReadOnlyCollection<DesiredWorkload> wanted)
    {
        if (wanted.Count == 0)
            return ImmutableSortedDictionary<WorkloadKey, DesiredWorkload>.Empty;
        var now = before.ToBuilder();
        foreach (var workload in wanted)
        {
            if (!before.TryGetValue(workload.LastValid.Key, out var old) || !ReferenceEquals(old, workload))
                now[workload.LastValid.Key] = workload;
        }

        if (now.Count != wanted.Count)
        {
            var keys = wanted.Select(workload => workload.LastValid.Key).ToHashSet();
            now.RemoveRange(before.Keys.Where(key => !keys.Contains(key)));
        }

        return now.ToImmutable();
    }
}
