using OciReconciler.Model.Desired;

namespace OciReconciler.Desired;

/// <summary>
/// Desired members, and by what else they are looked up. Immutable: the index of the next state is this one with what changed in it, so
/// that an edit costs what it changes, and members that did not change stay the same objects.
/// </summary>
/// <param name="Members">By key.</param>
/// <param name="UnitNames">Workload name to full unit name.</param>
/// <param name="KeyOfUnit">Which workload wants a service, or is held by a slice.</param>
/// <param name="Declared">All keys.</param>
/// <param name="Dependents">Who names a workload, desired or not, in <c>dependsOn</c>.</param>
internal sealed record MemberIndex(
    ImmutableSortedDictionary<WorkloadKey, DesiredMember> Members,
    ImmutableSortedDictionary<string, string> UnitNames,
    ImmutableDictionary<string, WorkloadKey> KeyOfUnit,
    ImmutableHashSet<WorkloadKey> Declared,
    ImmutableDictionary<WorkloadKey, ImmutableHashSet<WorkloadKey>> Dependents)
{
    /// <summary>Of a state that desires nothing.</summary>
    public static MemberIndex Empty { get; } = new(
        ImmutableSortedDictionary<WorkloadKey, DesiredMember>.Empty,
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal),
        ImmutableDictionary.Create<string, WorkloadKey>(StringComparer.Ordinal),
        [],
        ImmutableDictionary<WorkloadKey, ImmutableHashSet<WorkloadKey>>.Empty);

    /// <summary>The index with changes applied.</summary>
    /// <param name="workloads">All that is desired after them.</param>
    public MemberIndex With(
        IReadOnlyList<WorkloadChange> changes, ImmutableSortedDictionary<WorkloadKey, DesiredWorkload> workloads, MemberRendering rendering)
    {
        var (units, renamed) = Renamed(changes);
        var members = Members.ToBuilder();
        var dependents = Dependents.ToBuilder();
        foreach (var change in changes)
        {
            var before = Members.GetValueOrDefault(change.Key);
            var now = change.Now is null ? null
                : before is not null && ReferenceEquals(change.Before?.Revision, change.Now.Revision) ? before
                : Render(change.Now);
            Follow(dependents, change.Key, before?.DependsOn ?? [], now?.DependsOn ?? []);
            Set(members, change.Key, now);
        }

        // The unit of a dependency is part of what a workload is defined from.
        foreach (var key in renamed.SelectMany(key => dependents.GetValueOrDefault(key, [])).Distinct())
            members[key] = Render(workloads[key]);
        var all = members.ToImmutable();
        var declared = Declared
            .Except(changes.Where(change => change.Now is null).Select(change => change.Key))
            .Union(changes.Where(change => change.Before is null).Select(change => change.Key));
        return new MemberIndex(all, units, KeysOfUnits(changes, all), declared, dependents.ToImmutable());

        DesiredMember Render(DesiredWorkload workload) =>
            rendering.MemberOf(workload.Spec, units) with { Refusal = workload.Revision.Refusal };
    }

    private (ImmutableSortedDictionary<string, string> Units, List<WorkloadKey> Renamed) Renamed(IReadOnlyList<WorkloadChange> changes)
    {
        var (units, renamed) = (UnitNames.ToBuilder(), new List<WorkloadKey>());
        foreach (var change in changes)
        {
            var unit = change.Now is null ? null : Model.Workloads.UnitNames.Of(change.Now.Spec);
            if (units.GetValueOrDefault(change.Key.Name) == unit)
                continue;
            renamed.Add(change.Key);
            Set(units, change.Key.Name, unit);
        }

        return (units.ToImmutable(), renamed);
    }

    private ImmutableDictionary<string, WorkloadKey> KeysOfUnits(
        IReadOnlyList<WorkloadChange> changes, ImmutableSortedDictionary<WorkloadKey, DesiredMember> members)
    {
        var keys = KeyOfUnit.ToBuilder();
        foreach (var change in changes)
        {
            if (Members.GetValueOrDefault(change.Key) is { } before)
                keys.RemoveRange([before.Unit, Ownership.HolderUnit(before.Key)]);
        }

        foreach (var member in changes.Select(change => members.GetValueOrDefault(change.Key)).OfType<DesiredMember>())
        {
            keys[member.Unit] = member.Key;
            keys[Ownership.HolderUnit(member.Key)] = member.Key;
        }

        // Two units for each member, unless some want the same one, as after a rollback: then the first of them has it.
        return keys.Count == 2 * members.Count && KeyOfUnit.Count == 2 * Members.Count ? keys.ToImmutable() : KeysOfUnits(members.Values);
    }

    private static ImmutableDictionary<string, WorkloadKey> KeysOfUnits(IEnumerable<DesiredMember> members) => members
        .SelectMany(member => new[] { (member.Unit, member.Key), (Unit: Ownership.HolderUnit(member.Key), member.Key) })
        .DistinctBy(entry => entry.Unit, StringComparer.Ordinal)
        .ToImmutableDictionary(entry => entry.Unit, entry => entry.Key, StringComparer.Ordinal);

    private static void Follow(
        ImmutableDictionary<WorkloadKey, ImmutableHashSet<WorkloadKey>>.Builder dependents,
        WorkloadKey key, ImmutableArray<WorkloadKey> before, ImmutableArray<WorkloadKey> now)
    {
        foreach (var dependency in before.Where(dependency => !now.Contains(dependency)))
        {
            var left = dependents[dependency].Remove(key);
            Set(dependents, dependency, left.IsEmpty ? null : left);
        }

        foreach (var dependency in now.Where(dependency => !before.Contains(dependency)))
            dependents[dependency] = dependents.GetValueOrDefault(dependency, []).Add(key);
    }

    private static void Set<TKey, TValue>(IDictionary<TKey, TValue> map, TKey key, TValue? value)
        where TValue : class
    {
        if (value is null)
            map.Remove(key);
        else
            map[key] = value;
    }
}
