using OciReconciler.Model.Desired;
using OciReconciler.Model.Hashing;
using OciReconciler.Model.Units;

namespace OciReconciler.Desired;

/// <summary>One state of the desired store as the planner and the executor need it: members, unit names, specs. Immutable.</summary>
internal sealed class DesiredView
{
    private readonly ImmutableSortedDictionary<string, HostUser?> _users;
    private readonly string _renderVersion;
    private readonly string _exactRenderVersion;
    private readonly Lazy<ILookup<WorkloadKey, WorkloadKey>> _dependents;

    /// <param name="settings">What of the host enters units.</param>
    /// <param name="findUser">A user of this host by name or number, or null.</param>
    public DesiredView(DesiredState state, RenderSettings settings, Func<string, HostUser?> findUser)
    {
        State = state;
        Settings = settings;
        _users = state.Workloads.Values.Select(workload => workload.Spec.RootlessUser).OfType<string>().Distinct(StringComparer.Ordinal)
            .ToImmutableSortedDictionary(name => name, findUser, StringComparer.Ordinal);
        _renderVersion = SpecHash.RenderVersion(settings);
        _exactRenderVersion = SpecHash.RenderVersion(settings, isExact: true);
        UnitNameOf = state.Workloads.ToImmutableSortedDictionary(
            entry => entry.Key.Name, entry => UnitNames.Of(entry.Value.Spec), StringComparer.Ordinal);
        Members = state.Workloads.ToImmutableSortedDictionary(
            entry => entry.Key, entry => MemberOf(entry.Value.Spec) with { Refusal = entry.Value.Revision.Refusal });
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

    /// <summary>Workload name to full unit name.</summary>
    public ImmutableSortedDictionary<string, string> UnitNameOf { get; }

    /// <summary>Desired members by key.</summary>
    public ImmutableSortedDictionary<WorkloadKey, DesiredMember> Members { get; }

    /// <summary>All declared names.</summary>
    public ImmutableHashSet<WorkloadKey> Declared { get; }

    /// <summary>Which workload wants a service, or is held by a slice.</summary>
    public ImmutableDictionary<string, WorkloadKey> KeyOfUnit { get; }

    /// <summary>The unit of a desired workload.</summary>
    /// <param name="imageId">Runs in the place of the image that its reference stands for, or null.</param>
    public UnitDefinition Render(WorkloadKey key, string? imageId)
    {
        var spec = State.Workloads[key].Spec;
        return UnitRenderer.Render(imageId is null ? spec : spec with { Image = imageId }, UnitNameOf, Settings, UserOf(spec));
    }

    /// <summary>Whether the users that run podman are on this host what they were when the view was made.</summary>
    public bool HasUsersOf(Func<string, HostUser?> findUser) => _users.All(entry => findUser(entry.Key) == entry.Value);

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
        RenderVersion = RenderVersionOf(spec),
        Backend = spec.Backend,
        AutoStart = spec.AutoStart,
        HasHealthCheck = spec.HealthCheck is not null,
        HealthCheckPeriod = spec.HealthCheck is { } check ? check.Interval + check.Timeout : TimeSpan.Zero,
        MinReadySeconds = spec.MinReadySeconds,
        ProgressDeadlineSeconds = spec.ProgressDeadlineSeconds,
        RollsBack = spec.Rollout.OnFailure == RolloutFailure.Rollback,
        DependsOn = [.. spec.DependsOn.Select(name => new WorkloadKey(name)).Distinct()],
    };

    private string RenderVersionOf(WorkloadSpec spec)
    {
        var isExact = UnitRenderer.IsExact(spec);
        var hasDirectory = RuntimeDirectory.Of(spec) is not null;
        if (hasDirectory || !spec.Secrets.IsEmpty)
            return SpecHash.RenderVersion(Settings, UserOf(spec), isExact, hasDirectory, !spec.Secrets.IsEmpty);
        return isExact ? _exactRenderVersion : _renderVersion;
    }

    private HostUser? UserOf(WorkloadSpec spec) => spec.RootlessUser is { } user ? _users.GetValueOrDefault(user) : null;
}
