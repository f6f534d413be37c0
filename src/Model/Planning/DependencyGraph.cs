using OciReconciler.Model.Observed;

namespace OciReconciler.Model.Planning;

/// <summary>Edges between members, as declared and as loaded.</summary>
internal static class DependencyGraph
{
    /// <summary>Members whose loaded unit names the loaded unit of <paramref name="key"/>, or another service of it.</summary>
    public static IEnumerable<WorkloadKey> LoadedDependents(PlanInput input, WorkloadKey key)
    {
        var named = NamedBy(input.Observed[key]).ToHashSet(StringComparer.Ordinal);
        return input.Observed.Values
            .Where(other => other.Key != key && other.AppliedUnit is { } unit && named.Contains(unit.Name))
            .Select(other => other.Key);
    }

    private static IEnumerable<string> NamedBy(ObservedWorkload workload) =>
        (workload.AppliedUnit?.NamedBy ?? []).Concat(workload.OtherServices.SelectMany(unit => unit.NamedBy));

    /// <summary>
    /// Members whose loaded unit names the loaded unit of <paramref name="key"/>, and theirs, and so on: what is stopped takes them
    /// along.
    /// </summary>
    public static IReadOnlyCollection<WorkloadKey> AllLoadedDependents(PlanInput input, WorkloadKey key) =>
        Closure(key, next => LoadedDependents(input, next));

    /// <summary>Declared dependencies that are members.</summary>
    public static IEnumerable<WorkloadKey> Dependencies(PlanInput input, WorkloadKey key) =>
        input.Desired.TryGetValue(key, out var desired) ? desired.DependsOn.Where(input.Observed.ContainsKey) : [];

    /// <summary>Declared dependencies that are members, and theirs, and so on.</summary>
    public static IReadOnlyCollection<WorkloadKey> AllDependencies(PlanInput input, WorkloadKey key) =>
        Closure(key, next => Dependencies(input, next));

    /// <summary>Members that declare it as a dependency, and theirs, and so on.</summary>
    public static IReadOnlyCollection<WorkloadKey> AllDependents(PlanInput input, WorkloadKey key) =>
        Closure(key, next => input.Desired.Values.Where(member => member.DependsOn.Contains(next)).Select(member => member.Key));

    private static HashSet<WorkloadKey> Closure(WorkloadKey key, Func<WorkloadKey, IEnumerable<WorkloadKey>> following)
    {
        var found = new HashSet<WorkloadKey>();
        var pending = new Queue<WorkloadKey>([key]);
        while (pending.TryDequeue(out var next))
        {
            foreach (var one in following(next).Where(found.Add))
                pending.Enqueue(one);
        }

        return found;
    }

    /// <summary><paramref name="keys"/> ordered so that what <paramref name="before"/> gives for a key comes before it.</summary>
    public static List<WorkloadKey> Order(IEnumerable<WorkloadKey> keys, Func<WorkloadKey, IEnumerable<WorkloadKey>> before)
    {
        var wanted = keys.ToHashSet();
        var seen = new HashSet<WorkloadKey>();
        var ordered = new List<WorkloadKey>();
        foreach (var key in wanted.Order())
            Visit(key);
        return ordered;

        void Visit(WorkloadKey key)
        {
            if (!seen.Add(key))
                return;
            foreach (var earlier in before(key).Order())
                Visit(earlier);
            if (wanted.Contains(key))
                ordered.Add(key);
        }
    }
}
