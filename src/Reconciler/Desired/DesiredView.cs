using System.Collections.Immutable;
using OciReconciler.Model.Planning;
using OciReconciler.Model.Units;
using OciReconciler.Model.Workloads;

namespace OciReconciler.Desired;

/// <summary>One state of the desired store as the planner and the executor need it: members, unit names, specs. Immutable.</summary>
internal sealed class DesiredView
{
    private readonly Lazy<ILookup<WorkloadKey, WorkloadKey>> _dependents;

    /// <param name="state">What is wanted.</param>
    /// <param name="settings">What of the host enters units.</param>
    /// <param name="users">Users of podman on this host, by what manifests call them; one that is missing here is missing there.</param>
    public DesiredView(DesiredState state, RenderSettings settings, ImmutableSortedDictionary<string, HostUser> users)
    {
        State = state;
        Settings = settings;
        Users = users;
        UnitNameOf = state.Workloads.ToImmutableSortedDictionary(
            entry => entry.Key.Name, entry => UnitNames.Of(entry.Value.Spec), StringComparer.Ordinal);
        Members = state.Workloads.ToImmutableSortedDictionary(entry => entry.Key, entry => MemberOf(entry.Value.Spec));
        Declared = [.. Members.Keys];
        KeyOfUnit = Members.Values
            .SelectMany(member => new[] { (member.Unit, member.Key), (Unit: Ownership.HolderUnit(member.Key), member.Key) })
            .DistinctBy(entry => entry.Unit, StringComparer.Ordinal)
            .ToImmutableDictionary(entry => entry.Unit, entry => entry.Key, StringComparer.Ordinal);
        _dependents = new(() => Members.Values
            .SelectMany(member => member.DependsOn.Select(dependency => (Dependency: dependency, Dependent: member.Key)))
            .ToLookup(edge => edge.Dependency, edge => edge.Dependent));
    }

    /// <summary>What it was made from.</summary>
    public DesiredState State { get; }

    /// <summary>What of the host enters units.</summary>
    public RenderSettings Settings { get; }

    /// <summary>Users of podman on this host, by what manifests call them.</summary>
    public ImmutableSortedDictionary<string, HostUser> Users { get; }

    /// <summary>Workload name to full unit name.</summary>
    public ImmutableSortedDictionary<string, string> UnitNameOf { get; }

    /// <summary>Desired members by key.</summary>
    public ImmutableSortedDictionary<WorkloadKey, DesiredMember> Members { get; }

    /// <summary>All declared names.</summary>
    public ImmutableHashSet<WorkloadKey> Declared { get; }

    /// <summary>Which workload wants a service, or is held by a slice.</summary>
    public ImmutableDictionary<string, WorkloadKey> KeyOfUnit { get; }

    /// <summary>The unit of a desired workload.</summary>
    public UnitDefinition Render(WorkloadKey key) => Render(State.Workloads[key].Spec);

    /// <summary>Everything connected with <paramref name="keys"/> by declared dependencies, themselves included.</summary>
    public ImmutableSortedSet<WorkloadKey> ComponentOf(IEnumerable<WorkloadKey> keys)
    {
        var component = ImmutableSortedSet.CreateBuilder<WorkloadKey>();
        var pending = new Queue<WorkloadKey>(keys);
        while (pending.TryDequeue(out var key))
        {
            if (!component.Add(key))
                continue;
            if (Members.TryGetValue(key, out var member))
            {
                foreach (var dependency in member.DependsOn.Where(Members.ContainsKey))
                    pending.Enqueue(dependency);
            }

            foreach (var dependent in _dependents.Value[key])
                pending.Enqueue(dependent);
        }

        return component.ToImmutable();
    }

    /// <summary>A spec as the planner needs it.</summary>
    public DesiredMember MemberOf(WorkloadSpec spec) => new()
    {
        Key = spec.Key,
        Unit = UnitNames.Of(spec),
        DefinitionHash = SpecHash.Definition(spec, UnitNameOf),
        RenderVersion = SpecHash.RenderVersion(Settings, UserOf(spec)),
        AutoStart = spec.AutoStart,
        DependsOn = [.. spec.DependsOn.Select(name => new WorkloadKey(name)).Distinct()],
    };

    private UnitDefinition Render(WorkloadSpec spec) => UnitRenderer.Render(spec, UnitNameOf, Settings, UserOf(spec));

    private HostUser? UserOf(WorkloadSpec spec) => spec.RootlessUser is { } user ? Users.GetValueOrDefault(user) : null;
}
