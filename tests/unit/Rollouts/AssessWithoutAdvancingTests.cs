using OciReconciler.Model.Desired;
using OciReconciler.Rollouts;
using OciReconciler.UnitTests.Sources;

namespace OciReconciler.UnitTests.Rollouts;

/// <summary>What a command that only looks makes of the records: the plan says why a unit does not run.</summary>
public sealed class AssessWithoutAdvancingTests : IDisposable
{
    private const string Unit = "podman-web.service";
    private static readonly WorkloadKey Web = new("web");
    private readonly TemporaryDirectory _temporary = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly RolloutRecords _records;
    private readonly DesiredView _desired;

    public AssessWithoutAdvancingTests()
    {
        _records = new RolloutRecords(
            _temporary.Make("workloads"), TinyManifests.Rules, StateFiles.ReadOnly, NullLogger<RolloutRecords>.Instance);
        var wanted = Wanted.Of(TinyManifests.Spec("web nginx"));
        var state = new DesiredState { Workloads = ImmutableSortedDictionary<WorkloadKey, DesiredWorkload>.Empty.Add(Web, wanted) };
        _desired = new DesiredView(state, new RenderSettings(), _ => null);
    }

    public void Dispose() => _temporary.Dispose();

    [Theory]
    [InlineData(0, 0, "inactive", 0u, "Start StoppedByHand")]
    [InlineData(2, 15, "inactive", 0u, "Waiting CrashLoopBackOff")]
    [InlineData(2, 15, "failed", 4u, "Waiting CrashLoopBackOff")]
    [InlineData(2, -1, "inactive", 0u, "Start NotRunning")]
    [InlineData(2, -1, "failed", 4u, "Start UnitFailed")]
    public void Assess_InBackoff_IsNotStoppedByHand(int level, int seconds, string state, uint restarts, string decision)
    {
        var version = new RevisionId(Member.DefinitionHash, "i1");
        var record = new RolloutRecord { CrashLevel = level, CrashRevision = level == 0
            ? null : version, CrashUntil = level == 0 ? null : _time.GetUtcNow().AddSeconds(seconds) };
        _records.Set(Web, record);

        var planned = Plan(state, restarts);

        Assert.Equal(decision, $"{planned.Action} {planned.Reason}");
        Assert.Equal(record, _records.Of(Web));
    }

    private DesiredMember Member => _desired.Members[Web];

    private Decision Plan(string state, uint restarts)
    {
        var mark = new OwnershipMark(Web, Unit, Member.DefinitionHash, "i1", Member.RenderVersion);
        var unit = new ObservedUnit
        {
            Name = Unit, LoadState = "loaded", ActiveState = state, SubState = "dead", Mark = mark, HasRun = true, HasDetails = true,
            Run = new UnitRun(restarts, 7, "", new LastExit(1, "exit-code", _time.GetUtcNow())),
        };
        var observed = new ObservedWorkload
        {
            Key = Web, ContainerIsKnown = true, InputsHash = new InputsDigest("i1"),
            Holder = new ObservedUnit { Name = Ownership.HolderUnit(Web), LoadState = "loaded", ActiveState = "active", Mark = mark },
            Units = ImmutableSortedDictionary<string, ObservedUnit>.Empty.Add(Unit, unit),
        };
        var assessment = new RolloutStates(_records, _time).AssessWithoutAdvancing(observed, _desired);
        return Planner.Plan(new PlanInput
        {
            Desired = _desired.Members,
            Observed = ImmutableSortedDictionary<WorkloadKey, ObservedWorkload>.Empty.Add(Web, observed),
            Declared = _desired.Declared,
            Assessments = ImmutableDictionary<WorkloadKey, Assessment>.Empty.Add(Web, assessment),
        }).Decisions[Web];
    }
}
