namespace OciReconciler.UnitTests.Simulation.Controllers;

/// <summary>Who depends on whom: declared now, declared before and not settled yet, and as loaded.</summary>
internal sealed class DependencyLinks(SimulatedHost host)
{
    private readonly HashSet<(string From, string To)> _declared = [];
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    /// <summary>Remembers a manifest.</summary>
    public void Declare(Model.ExpectedWorkload wanted)
    {
        _names[wanted.Unit] = wanted.Name;
        foreach (var dependency in wanted.DependsOn)
            _declared.Add((wanted.Name, dependency));
    }

    /// <summary>
    /// Forgets what was declared before, unless it may be in force: while a file of its source is broken, what was deleted just before
    /// stays; and what is pushed may come into force later.
    /// </summary>
    public void Settle()
    {
        if (!host.Slots.Any(slot => slot.IsBroken) && host.Git is not { IsBehind: true })
            _declared.Clear();
        foreach (var wanted in host.Effective.ToList())
            Declare(wanted);
    }

    public HashSet<string> DependentsOf(IEnumerable<string> names) => Closure(names, link => [(link.To, link.From)]);

    public HashSet<string> DependenciesOf(IEnumerable<string> names) => Closure(names, link => [link]);

    /// <summary>All that hangs together with these.</summary>
    public HashSet<string> ComponentsOf(IEnumerable<string> names) => Closure(names, link => [link, (link.To, link.From)]);

    private HashSet<string> Closure(IEnumerable<string> names, Func<(string From, string To), (string From, string To)[]> direct)
    {
        // What is in force may be what was declared before: when the directory is gone.
        var inForce = host.Effective.SelectMany(wanted => wanted.DependsOn.Select(dependency => (wanted.Name, dependency)));
        var links = _declared.Concat(inForce).Concat(Loaded()).SelectMany(direct)
            .ToLookup(link => link.From, link => link.To, StringComparer.Ordinal);
        var found = new HashSet<string>(StringComparer.Ordinal);
        var pending = new Stack<string>(names);
        while (pending.TryPop(out var name))
        {
            if (!found.Add(name))
                continue;
            foreach (var other in links[name])
                pending.Push(other);
        }

        return found;
    }

    private IEnumerable<(string From, string To)> Loaded() =>
        from unit in host.Systemd.Units.Values
        where !unit.IsSlice
        let owner = InvariantChecker.OwnerOf(unit)
        where owner is not null
        from required in unit.Text.Requires
        where _names.ContainsKey(required)
        select (owner, _names[required]);
}
