using OciReconciler.Model.Desired;
using OciReconciler.Model.Units;

namespace OciReconciler.Desired;

/// <summary>One state of the desired store as the planner and the executor need it: members, unit names, specs. Immutable.</summary>
internal sealed class DesiredView
{
    private readonly MemberRendering _rendering;
    private readonly MemberIndex _index;

    /// <param name="settings">What of the host enters units.</param>
    /// <param name="findUser">A user of this host by name or number, or null.</param>
    public DesiredView(DesiredState state, RenderSettings settings, Func<string, HostUser?> findUser)
    {
        State = state;
        var users = state.Workloads.Values.Select(workload => workload.Spec.RootlessUser).OfType<string>();
        _rendering = new MemberRendering(settings, users, findUser);
        _index = MemberIndex.Empty.With(
            WorkloadChange.Between(DesiredState.Empty.Workloads, state.Workloads), state.Workloads, _rendering);
    }

    private DesiredView(DesiredState state, MemberRendering rendering, MemberIndex index) =>
        (State, _rendering, _index) = (state, rendering, index);

    /// <summary>What it was made from.</summary>
    public DesiredState State { get; }

    /// <summary>What of the host enters units.</summary>
    public RenderSettings Settings => _rendering.Settings;

    /// <summary>Workload name to full unit name.</summary>
    public ImmutableSortedDictionary<string, string> UnitNameOf => _index.UnitNames;

    /// <summary>Desired members by key. Those that the view before has as well are the same objects.</summary>
    public ImmutableSortedDictionary<WorkloadKey, DesiredMember> Members => _index.Members;

    /// <summary>All declared names.</summary>
    public ImmutableHashSet<WorkloadKey> Declared => _index.Declared;

    /// <summary>Which workload wants a service, or is held by a slice.</summary>
    public ImmutableDictionary<string, WorkloadKey> KeyOfUnit => _index.KeyOfUnit;

    /// <summary>
    /// The view of another state on the same host, made from this one: what did not change is not rendered or hashed again.
    /// </summary>
    public DesiredView Of(DesiredState state, Func<string, HostUser?> findUser)
    {
        var changes = WorkloadChange.Between(State.Workloads, state.Workloads);
        return changes.All(change => change.Now is null || _rendering.Knows(change.Now.Spec))
            ? new DesiredView(state, _rendering, changes.Count == 0 ? _index : _index.With(changes, state.Workloads, _rendering))
            : new DesiredView(state, Settings, findUser);
    }

    /// <summary>The unit of a desired workload.</summary>
    /// <param name="imageId">Runs in the place of the image that its reference stands for, or null.</param>
    public UnitDefinition Render(WorkloadKey key, string? imageId)
    {
        var spec = State.Workloads[key].Spec;
        return UnitRenderer.Render(imageId is null ? spec : spec with { Image = imageId }, UnitNameOf, Settings, _rendering.UserOf(spec));
    }

    /// <summary>Whether the users that run podman are on this host what they were when the view was made.</summary>
    public bool HasUsersOf(Func<string, HostUser?> findUser) => _rendering.HasUsersOf(findUser);

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

            foreach (var dependent in _index.Dependents.GetValueOrDefault(key, []))
                pending.Enqueue(dependent);
        }

        return component.ToImmutable();
    }

    /// <summary>A spec as the planner needs it.</summary>
    public DesiredMember MemberOf(WorkloadSpec spec) =>
        Members.GetValueOrDefault(spec.Key) is { Refusal: null } member && ReferenceEquals(State.Workloads[spec.Key].Spec, spec)
            ? member
            : _rendering.MemberOf(spec, UnitNameOf);
}
