using OciReconciler.Model.Manifests.Documents;
using OciReconciler.Model.Manifests.Rules;

namespace OciReconciler.Model.Manifests.Sets;

/// <summary>
/// What declarations claim: names, units, ports of the host, dependencies. It proves of a set that changes by a few declarations that <see
/// cref="ManifestSet.Find"/> would find nothing in it, in time of what changed. Where it proves nothing, ask that. Not thread-safe.
/// </summary>
public sealed class ClaimIndex
{
    // Wide ranges are left to the check itself, and so are many changes at once.
    private const int MostPorts = 256;
    private const int MostUnproved = 64;

    private readonly Dictionary<string, DeclaredWorkload> _byName = new(StringComparer.Ordinal);
    private readonly List<DeclaredWorkload> _doubles = [];
    private readonly ClaimCounts<string> _units = new();
    private readonly ClaimCounts<(string Protocol, int Port)> _ports = new();
    private readonly ClaimCounts<string> _needed = new();
    private readonly HashSet<string> _unproved = new(StringComparer.Ordinal);
    private int _undeclared;
    private int _withManyPorts;
    private bool _isProved = true;

    /// <summary>How many declarations there are.</summary>
    public int Count => _byName.Count + _doubles.Count;

    /// <summary>Adds a declaration.</summary>
    public void Add(DeclaredWorkload workload)
    {
        var name = workload.Key.Name;
        if (!_byName.TryAdd(name, workload))
            _doubles.Add(workload);
        else if (_needed.Has(name))
            _undeclared--;
        _units.Add(UnitNames.Of(workload.Spec));
        foreach (var dependency in workload.Spec.DependsOn)
        {
            if (_needed.Add(dependency) == 1 && !_byName.ContainsKey(dependency))
                _undeclared++;
        }

        if (TryListPorts(workload, out var ports))
            ports.ForEach(port => _ports.Add(port));
        else
            _withManyPorts++;
        Doubt(name);
    }

    /// <summary>Takes away a declaration that was added.</summary>
    public void Remove(DeclaredWorkload workload)
    {
        RemoveName(workload);
        _units.Remove(UnitNames.Of(workload.Spec));
        foreach (var dependency in workload.Spec.DependsOn)
        {
            if (_needed.Remove(dependency) == 0 && !_byName.ContainsKey(dependency))
                _undeclared--;
        }

        if (TryListPorts(workload, out var ports))
            ports.ForEach(port => _ports.Remove(port));
        else
            _withManyPorts--;
    }

    /// <summary>The check found nothing in what is there now.</summary>
    public void Proved()
    {
        _isProved = true;
        _unproved.Clear();
    }

    /// <summary>True: the check would find nothing. False: it may.</summary>
    public bool ProvesNoErrors()
    {
        if (!_isProved || _undeclared > 0 || _withManyPorts > 0 || _doubles.Count > 0 || _units.AnyTwice || _ports.AnyTwice)
            return false;
        // Without a cycle before, each cycle goes through what was added since.
        if (_unproved.Any(IsInCycle))
            return false;
        Proved();
        return true;
    }

    private void RemoveName(DeclaredWorkload workload)
    {
        var name = workload.Key.Name;
        if (!ReferenceEquals(_byName[name], workload))
        {
            _doubles.RemoveAt(_doubles.FindIndex(other => ReferenceEquals(other, workload)));
        }
        else if (_doubles.FindIndex(other => other.Key == workload.Key) is var index and >= 0)
        {
            _byName[name] = _doubles[index];
            _doubles.RemoveAt(index);
            Doubt(name);
        }
        else
        {
            _byName.Remove(name);
            if (_needed.Has(name))
                _undeclared++;
        }
    }

    // Beyond that many, only the check itself proves anything: nobody has to remember them.
    private void Doubt(string name)
    {
        _unproved.Add(name);
        if (_unproved.Count > MostUnproved)
        {
            _isProved = false;
            _unproved.Clear();
        }
    }

    private bool IsInCycle(string start)
    {
        var (seen, open) = (new HashSet<string>(StringComparer.Ordinal), new Stack<string>([start]));
        while (open.TryPop(out var name))
        {
            if (!_byName.TryGetValue(name, out var workload))
                continue;
            foreach (var dependency in workload.Spec.DependsOn)
            {
                if (dependency == start)
                    return true;
                if (seen.Add(dependency))
                    open.Push(dependency);
            }
        }

        return false;
    }

    private static bool TryListPorts(DeclaredWorkload workload, out List<(string Protocol, int Port)> ports)
    {
        ports = [];
        foreach (var text in workload.Spec.Ports)
        {
            if (!PortSyntax.TryParse(text, out var mapping, out _) || mapping!.Host is not { First: > 0 } range)
                continue;
            if (range.Count * mapping.Protocols.Length > MostPorts - ports.Count)
                return false;
            foreach (var protocol in mapping.Protocols)
                ports.AddRange(Enumerable.Range(range.First, range.Count).Select(port => (protocol, port)));
        }

        return true;
    }
}
