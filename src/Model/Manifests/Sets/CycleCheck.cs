using OciReconciler.Model.Manifests.Json;

namespace OciReconciler.Model.Manifests.Sets;

/// <summary>Workloads that wait for one another. No recursion: a chain may be as long as a file.</summary>
internal sealed class CycleCheck
{
    private const int ShownNames = 20;
    private const int MaxSteps = 5_000_000;

    private readonly Dictionary<string, DeclaredWorkload> _workloads = new(StringComparer.Ordinal);
    private int _steps;

    private CycleCheck(IEnumerable<DeclaredWorkload> workloads)
    {
        foreach (var workload in workloads)
            _workloads.TryAdd(workload.Key.Name, workload);
    }

    public static IEnumerable<ManifestError> Find(IEnumerable<DeclaredWorkload> workloads) => new CycleCheck(workloads).Find();

    private IEnumerable<ManifestError> Find()
    {
        Trim();
        var reported = new HashSet<string>(StringComparer.Ordinal);
        foreach (var start in _workloads.Keys.ToList())
        {
            if (reported.Contains(start) || ShortestCycle(start) is not { } cycle)
                continue;
            for (var index = 0; index < cycle.Count; index++)
            {
                if (reported.Add(cycle[index]))
                    yield return SetErrors.At(_workloads[cycle[index]], $"the dependencies form a cycle: {Shown(cycle, index)}: remove one of these from dependsOn");
            }
        }

        if (_steps <= MaxSteps)
            yield break;
        foreach (var workload in _workloads.Values.Where(workload => !reported.Contains(workload.Key.Name)))
            yield return SetErrors.At(workload, "the dependencies form cycles, too many to show: see the other errors first");
    }

    // What depends on nothing left, and what nothing left depends on, is in no cycle.
    private void Trim()
    {
        TrimBy(_workloads.Values.Select(workload => (workload.Key.Name, Edges(workload.Key.Name).ToList())));
        TrimBy(_workloads.Keys
            .SelectMany(name => Edges(name).Select(other => (other, name)).Append((name, name)))
            .GroupBy(pair => pair.Item1, pair => pair.Item2, StringComparer.Ordinal)
            .Select(group => (group.Key, group.Where(name => !Same(name, group.Key)).ToList())));
    }

    private void TrimBy(IEnumerable<(string Name, List<string> Needs)> edges)
    {
        var needs = edges.ToList();
        var open = needs.ToDictionary(pair => pair.Name, pair => pair.Needs.Count, StringComparer.Ordinal);
        var neededBy = needs
            .SelectMany(pair => pair.Needs.Select(need => (need, pair.Name)))
            .ToLookup(pair => pair.need, pair => pair.Name, StringComparer.Ordinal);
        var free = new Queue<string>(open.Where(pair => pair.Value == 0).Select(pair => pair.Key));
        while (free.TryDequeue(out var name))
        {
            _workloads.Remove(name);
            foreach (var other in neededBy[name])
            {
                if (--open[other] == 0)
                    free.Enqueue(other);
            }
        }
    }

    private IEnumerable<string> Edges(string name) =>
        _workloads[name].Spec.DependsOn.Where(other => !Same(other, name) && _workloads.ContainsKey(other)).Distinct(StringComparer.Ordinal);

    private List<string>? ShortestCycle(string start)
    {
        var from = new Dictionary<string, string>(StringComparer.Ordinal);
        var next = new Queue<string>([start]);
        while (next.TryDequeue(out var name))
        {
            foreach (var other in Edges(name))
            {
                if (Same(other, start))
                    return PathTo(name, start, from);
                if (++_steps > MaxSteps)
                    return null;
                if (from.TryAdd(other, name))
                    next.Enqueue(other);
            }
        }

        return null;
    }

    private static List<string> PathTo(string name, string start, Dictionary<string, string> from)
    {
        var path = new List<string> { name };
        while (!Same(path[^1], start))
            path.Add(from[path[^1]]);
        path.Reverse();
        return path;
    }

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.Ordinal);

    private static string Shown(List<string> cycle, int first)
    {
        var shown = Math.Min(cycle.Count, ShownNames);
        var names = Enumerable.Range(0, shown).Select(offset => Quoting.Escape(cycle[(first + offset) % cycle.Count], 60));
        var left = cycle.Count - shown;
        return string.Join(" -> ", left == 0 ? names : names.Append($"({left} more)")) + " -> " + Quoting.Escape(cycle[first], 60);
    }
}
