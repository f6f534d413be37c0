using OciReconciler.Model.Manifests.Documents;
using OciReconciler.Model.Manifests.Json;

namespace OciReconciler.Model.Manifests.Sets;

/// <summary>
/// Workloads that wait for one another. Each cycle is reported once in each of its files. No recursion: a chain may be as long as a file.
/// </summary>
internal sealed class CycleCheck
{
    private const int ShownNames = 20;
    private const int MaxSteps = 2_000_000;

    private readonly DeclaredWorkload[] _workloads;
    private readonly int[][] _needs;
    private readonly int[] _component;
    private readonly bool[] _isReported;
    private readonly int[] _from;
    private readonly int[] _seenBy;
    private readonly SetErrorSink _errors;
    private int _steps;

    private CycleCheck(IEnumerable<DeclaredWorkload> workloads, SetErrorSink errors)
    {
        // Whoever depends on nothing is in no cycle.
        _workloads = [.. workloads.DistinctBy(workload => workload.Key).Where(workload => !workload.Spec.DependsOn.IsEmpty)];
        var numbers = _workloads.Select((workload, number) => (workload.Key.Name, number))
            .ToDictionary(pair => pair.Name, pair => pair.number, StringComparer.Ordinal);
        // A workload that depends on itself is the file's own error.
        _needs = [.. _workloads.Select((workload, number) => workload.Spec.DependsOn
            .Select(name => numbers.GetValueOrDefault(name, number)).Where(other => other != number).Distinct().ToArray())];
        _component = StronglyConnected.ComponentsOf(_needs);
        (_isReported, _from, _seenBy) = (new bool[_workloads.Length], new int[_workloads.Length], new int[_workloads.Length]);
        _errors = errors;
    }

    public static void Find(IReadOnlyCollection<DeclaredWorkload> workloads, SetErrorSink errors)
    {
        if (workloads.Any(workload => !workload.Spec.DependsOn.IsEmpty))
            new CycleCheck(workloads, errors).Find();
    }

    private void Find()
    {
        var sizes = _component.CountBy(component => component).ToDictionary();
        var members = Enumerable.Range(0, _workloads.Length).Where(number => sizes[_component[number]] > 1).ToList();
        foreach (var start in members.Where(start => !_isReported[start]))
        {
            if (ShortestCycle(start) is not { } cycle)
                break;
            Report(cycle);
        }

        const string Rest = "the dependencies form cycles, too many to show: see the other errors first";
        var unreported = members.Where(number => !_isReported[number]).Select(number => _workloads[number]);
        foreach (var file in unreported.GroupBy(workload => workload.File, StringComparer.Ordinal))
            _errors.Refuse([.. file], () => Rest);
    }

    private void Report(List<int> cycle)
    {
        var news = Enumerable.Range(0, cycle.Count).Where(place => !_isReported[cycle[place]]).ToList();
        var first = cycle.IndexOf(cycle.MinBy(number => _workloads[number].Key));
        var trouble = Shown(cycle, first);
        foreach (var file in news.GroupBy(place => _workloads[cycle[place]].File, StringComparer.Ordinal))
        {
            ImmutableArray<DeclaredWorkload> workloads = [.. file.Select(place => _workloads[cycle[place]])];
            _errors.Refuse(
                workloads,
                () => $"the dependencies form a cycle: {Shown(cycle, file.First())}: remove one of these from dependsOn",
                trouble);
        }

        foreach (var number in cycle)
            _isReported[number] = true;
    }

    // Null: the search has taken too long.
    private List<int>? ShortestCycle(int start)
    {
        var next = new Queue<int>([start]);
        while (next.TryDequeue(out var number))
        {
            foreach (var other in _needs[number].Where(other => _component[other] == _component[start]))
            {
                if (other == start)
                    return PathTo(number, start);
                if (++_steps > MaxSteps)
                    return null;
                if (_seenBy[other] == start + 1)
                    continue;
                (_seenBy[other], _from[other]) = (start + 1, number);
                next.Enqueue(other);
            }
        }

        return null;
    }

    private List<int> PathTo(int number, int start)
    {
        var path = new List<int> { number };
        while (path[^1] != start)
            path.Add(_from[path[^1]]);
        path.Reverse();
        return path;
    }

    private string Shown(List<int> cycle, int first)
    {
        var shown = Math.Min(cycle.Count, ShownNames);
        var names = Enumerable.Range(0, shown).Select(offset => Name(cycle[(first + offset) % cycle.Count]));
        var left = cycle.Count - shown;
        return string.Join(" -> ", left == 0 ? names : names.Append($"({left} more)")) + " -> " + Name(cycle[first]);
    }

    private string Name(int number) => Quoting.Escape(_workloads[number].Key.Name, 60);
}
