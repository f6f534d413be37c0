using OciReconciler.Model.Desired;

namespace OciReconciler.UnitTests.Planning;

/// <summary>A component for planner tests: starts converged, then is mutated.</summary>
internal sealed class PlannerScenario
{
    private readonly Dictionary<WorkloadKey, DesiredMember> _desired = [];
    private readonly Dictionary<WorkloadKey, ObservedWorkload> _observed = [];
    private readonly Dictionary<WorkloadKey, Preparation> _prepared = [];
    private readonly Dictionary<WorkloadKey, Assessment> _assessments = [];
    private readonly HashSet<WorkloadKey> _mayPrune = [];
    private readonly HashSet<WorkloadKey> _paused = [];
    private readonly HashSet<WorkloadKey> _restarts = [];

    public static WorkloadKey Key(string name) => new(name);

    /// <summary>Desired, defined at the same hashes and running.</summary>
    public PlannerScenario Converged(string name, params string[] dependsOn)
    {
        Desire(name, dependsOn);
        _observed[Key(name)] = Live(name, "d1", "active");
        foreach (var dependency in dependsOn)
            Name(dependency, by: $"podman-{name}.service");
        return this;
    }

    /// <summary>Desired, and nothing of it on the host.</summary>
    public PlannerScenario New(string name, params string[] dependsOn)
    {
        Desire(name, dependsOn);
        _observed[Key(name)] = new ObservedWorkload { Key = Key(name), ContainerIsKnown = true };
        return this;
    }

    public PlannerScenario Desire(string name, params string[] dependsOn)
    {
        _desired[Key(name)] = new DesiredMember
        {
            Key = Key(name), Unit = $"podman-{name}.service", DefinitionHash = "d1", RenderVersion = "r1", AutoStart = true,
            DependsOn = [.. dependsOn.Select(Key)],
        };
        return this;
    }

    public PlannerScenario Desired(string name, Func<DesiredMember, DesiredMember> change)
    {
        _desired[Key(name)] = change(_desired[Key(name)]);
        return this;
    }

    public PlannerScenario Edited(string name) => Desired(name, member => member with { DefinitionHash = "d2" });

    public PlannerScenario Dropped(string name, bool mayPrune = true)
    {
        _desired.Remove(Key(name));
        if (mayPrune)
            _mayPrune.Add(Key(name));
        return this;
    }

    public PlannerScenario Observed(string name, Func<ObservedWorkload, ObservedWorkload> change)
    {
        _observed[Key(name)] = change(_observed[Key(name)]);
        return this;
    }

    public ObservedWorkload Seen(string name) => _observed[Key(name)];

    public PlannerScenario Unit(string name, Func<ObservedUnit, ObservedUnit> change) => Observed(name, workload =>
    {
        var unit = $"podman-{name}.service";
        return workload with { Units = workload.Units.SetItem(unit, change(workload.Units[unit])) };
    });

    public PlannerScenario Name(string name, string by) => Unit(name, unit => unit with { NamedBy = unit.NamedBy.Add(by) });

    public PlannerScenario Foreign(string name, ObservedUnit unit) =>
        Observed(name, workload => workload with { Units = workload.Units.SetItem(unit.Name, unit) });

    public PlannerScenario Prepared(string name, string inputs = "i1")
    {
        _prepared[Key(name)] = new Preparation(new InputsDigest(inputs), null);
        return this;
    }

    /// <summary>It could not be prepared, or a step of it failed before.</summary>
    public PlannerScenario Failed(string name, FailureReason why)
    {
        _prepared[Key(name)] = new Preparation(null, why);
        return this;
    }

    public PlannerScenario Assessed(string name, Func<Assessment, Assessment> change)
    {
        var before = _assessments.GetValueOrDefault(Key(name))
            ?? new Assessment { Readiness = Readiness.Of(_observed[Key(name)], hasHealthCheck: false) };
        _assessments[Key(name)] = change(before);
        return this;
    }

    public PlannerScenario PreparedAll()
    {
        foreach (var key in _desired.Keys)
            _prepared.TryAdd(key, new Preparation(new InputsDigest("i1"), null));
        return this;
    }

    public PlannerScenario Failed(string name, string reason)
    {
        _prepared[Key(name)] = new Preparation(null, new FailureReason(reason, reason + "."));
        return this;
    }

    public PlannerScenario Paused(string name)
    {
        _paused.Add(Key(name));
        return this;
    }

    public PlannerScenario RestartRequested(string name)
    {
        _restarts.Add(Key(name));
        return this;
    }

    public PlannerScenario Stopped(string name) =>
        Unit(name, unit => unit with { ActiveState = "inactive", SubState = "dead", HasRun = true });

    public Plan Plan() => Planner.Plan(Input());

    /// <summary>What is done while the preparations that the plan asks for take long.</summary>
    public string Meanwhile() => Planner.WhilePreparing(Input(), Plan()) is { } plan ? string.Join("; ", plan.Steps) : "nothing";

    private PlanInput Input() => new()
    {
        Desired = _desired.ToImmutableSortedDictionary(),
        Observed = _observed.ToImmutableSortedDictionary(),
        Declared = [.. _desired.Keys],
        Assessments = _assessments.ToImmutableDictionary(),
        MayPrune = [.. _mayPrune],
        Paused = [.. _paused],
        RestartRequested = [.. _restarts],
        Prepared = _prepared.ToImmutableDictionary(),
    };

    public string Steps() => string.Join("; ", Plan().Steps);

    public Decision Decision(string name) => Plan().Decisions[Key(name)];

    private static ObservedWorkload Live(string name, string hash, string state)
    {
        var unit = $"podman-{name}.service";
        var mark = new OwnershipMark(Key(name), unit, hash, "i1", "r1");
        return new ObservedWorkload
        {
            Key = Key(name),
            Holder = new ObservedUnit { Name = Ownership.HolderUnit(Key(name)), LoadState = "loaded", ActiveState = "active", Mark = mark },
            Units = ImmutableSortedDictionary<string, ObservedUnit>.Empty.WithComparers(StringComparer.Ordinal).Add(
                unit, new ObservedUnit { Name = unit, LoadState = "loaded", ActiveState = state, SubState = "running", Mark = mark,
                    HasDetails = true }),
            Container = new ObservedContainer(new string('a', 64), "sha256:1", name, "running", 0, null),
            ContainerIsKnown = true,
            InputsHash = new InputsDigest("i1"),
        };
    }
}
