using OciReconciler.Model.Desired;

namespace OciReconciler.UnitTests.Rollouts;

/// <summary>
/// One workload over time: what is on the host and what is wanted, changed by the test; each observation advances what is remembered.
/// </summary>
internal sealed class RolloutScenario
{
    private const string UnitName = "podman-web.service";
    private static readonly WorkloadKey Key = new("web");

    public RolloutMemory Memory { get; set; } = RolloutMemory.Empty;

    public RolloutRecord Record { get; set; } = RolloutRecord.Empty;

    public TimeSpan Now { get; set; } = TimeSpan.FromHours(1);

    public DateTimeOffset Time { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Digest of the definition: in the mark and as wanted.</summary>
    public string Applied { get; set; } = "d1";

    public string Wanted { get; set; } = "d1";

    public string Manifest { get; set; } = "m1";

    public string Inputs { get; set; } = "i1";

    /// <summary>False: nothing of it is on the host, as after a reboot.</summary>
    public bool IsDefined { get; set; } = true;

    public string State { get; set; } = "active";

    public uint Restarts { get; set; }

    public int? ExitCode { get; set; }

    /// <summary>What the journal says of its last end; null: nothing.</summary>
    public UnitEnd? End { get; set; } = new(null);

    public ulong StartedAt { get; set; } = 1;

    public string? Container { get; set; } = "c1";

    public string ContainerState { get; set; } = "running";

    public string ImageId { get; set; } = "sha256:1";

    public bool EngineAnswers { get; set; } = true;

    public HealthState Health { get; set; }

    public DesiredMember Member { get; set; } = new()
    {
        Key = Key, Unit = UnitName, DefinitionHash = "", RenderVersion = "r1", AutoStart = true, MinReadySeconds = 5,
            ProgressDeadlineSeconds = 300,
    };

    public Assessment Assessment { get; private set; } = new() { Readiness = new Readiness(false, "", "") };

    /// <summary>One that has been ready for long.</summary>
    public static RolloutScenario OfStable()
    {
        var story = new RolloutScenario();
        story.Observe();
        story.After(5);
        return story;
    }

    /// <summary>A good one whose manifest was edited: the new version has just been started.</summary>
    public static RolloutScenario OfChange(string state = "activating")
    {
        var story = OfStable();
        story.Edit(state);
        return story;
    }

    public void Edit(string state)
    {
        (Applied, Wanted, Manifest, ImageId) = ("d2", "d2", "m2", "sha256:2");
        (State, StartedAt, Restarts, Container) = (state, StartedAt + 1, 0, state == "active" ? "c2" : null);
        Observe();
    }

    public Assessment After(double seconds)
    {
        Now += TimeSpan.FromSeconds(seconds);
        Time += TimeSpan.FromSeconds(seconds);
        return Observe();
    }

    /// <summary>Advances what is remembered by what is there now.</summary>
    public Assessment Observe()
    {
        (Memory, Record, Assessment) = AssessmentRules.Advance(Memory, Record, Input());
        return Assessment;
    }

    /// <summary>What is there now.</summary>
    public AssessmentInput Input()
    {
        var mark = new OwnershipMark(Key, UnitName, Applied, Inputs, "r1");
        var unit = new ObservedUnit
        {
            Name = UnitName, LoadState = "loaded", ActiveState = State, SubState = State == "active" ? "running" : "x", Mark = mark,
            Run = new UnitRun(Restarts, StartedAt, "", ExitCode is { } code ? new LastExit(code, "exit-code", Time) : null),
            End = End,
        };
        var observed = new ObservedWorkload
        {
            Key = Key,
            Holder = IsDefined
                ? new ObservedUnit { Name = Ownership.HolderUnit(Key), LoadState = "loaded", ActiveState = "active", Mark = mark }
                : null,
            Units = IsDefined
                ? ImmutableSortedDictionary<string, ObservedUnit>.Empty.Add(UnitName, unit)
                : ImmutableSortedDictionary<string, ObservedUnit>.Empty,
            Container = EngineAnswers && Container is not null
                ? new ObservedContainer(Container, ImageId, "web", ContainerState, 0, null, Health)
                : null,
            ContainerIsKnown = EngineAnswers,
            ImageId = ImageId,
        };
        return new AssessmentInput(observed, Member with { DefinitionHash = Wanted }, Manifest, $"document of {Wanted}", Now, Time);
    }

    /// <summary>systemd restarted it that often since the last observation.</summary>
    public Assessment Crashes(int times = 1, string state = "active")
    {
        (Restarts, State, StartedAt) = (Restarts + (uint)times, state, StartedAt + (ulong)times);
        return Observe();
    }

    /// <summary>Somebody starts the unit.</summary>
    public Assessment Starts()
    {
        (Restarts, State, StartedAt) = (0, "active", StartedAt + 1);
        return Observe();
    }

    /// <summary>Another process of the controller: only the record is left.</summary>
    public Assessment ControllerRestarts(double wallSeconds = 1)
    {
        Memory = RolloutMemory.Empty;
        Now = TimeSpan.Zero;
        Time += TimeSpan.FromSeconds(wallSeconds);
        return Observe();
    }
}
