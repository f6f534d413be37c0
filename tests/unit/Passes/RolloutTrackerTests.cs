using OciReconciler.Images;
using OciReconciler.Configuration;
using OciReconciler.Hosting;
using OciReconciler.Preparing;
using OciReconciler.Rollouts;
using OciReconciler.Telemetry;
using OciReconciler.UnitTests.Control;
using OciReconciler.UnitTests.Events;
using OciReconciler.UnitTests.Images;
using OciReconciler.UnitTests.Secrets;
using OciReconciler.UnitTests.Sources;

namespace OciReconciler.UnitTests.Passes;

/// <summary>One workload that is stable, and edits of it.</summary>
public sealed class RolloutTrackerTests : IDisposable
{
    private const string UnitName = "podman-web.service";
    private static readonly WorkloadKey Web = RecorderFixture.Web;

    private readonly RecorderFixture _events = new();
    private readonly FakeEngine _engine = new();
    private readonly SecretFixture _secrets = new();
    private readonly Instruments _instruments = new();
    private readonly RolloutStates _rollouts;
    private readonly StableImages _images;
    private readonly RolloutTracker _tracker;
    private DesiredView _desired = DesiredSamples.View(1, SpecOf("web:1"));

    public RolloutTrackerTests()
    {
        var records = new RolloutRecords(
            Path.Combine(_events.Directory, "workloads"), TinyManifests.Rules, new StateFiles(_ => { }),
            NullLogger<RolloutRecords>.Instance);
        _rollouts = new RolloutStates(records, _events.Time);
        _images = new StableImages(_rollouts, new ImagePinner(new EngineRegistry(_engine)));
        _tracker = new RolloutTracker(
            _rollouts, _images, new SecretSweep(_secrets.Store, _rollouts, Composition.Rules(new ReconcilerOptions())),
            (_, _, _, _) => Task.FromResult<IReadOnlyList<string>>(["a\u001b[31m line", " ", "last"]), _events.Recorder,
            _instruments);
        _engine.Local["sha256:1"] = "sha256:1";
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _instruments.Dispose();
        _secrets.Dispose();
        _events.Dispose();
    }

    [Fact]
    public async Task Assess_NotDesired_IsNotAssessed()
    {
        var observed = Observed("active");
        _desired = DesiredSamples.View(2);
        Assert.Empty((await _tracker.AssessAsync([observed], _desired, Cancellation)).Assessments);
    }

    [Fact]
    public async Task Assess_ReadyForLongEnough_IsStable()
    {
        await BecomeStableAsync();
        Assert.Equal("sha256:1", _rollouts.RecordOf(Web).Stable?.ImageId);
        Assert.Empty(_events.Read());
    }

    [Fact]
    public async Task Assess_DeadlinePasses_IsGivenUpAndReportedWithItsLastLines()
    {
        await BecomeStableAsync();
        _desired = DesiredSamples.View(2, SpecOf("web:2"));
        Assert.Empty(await AssessAsync("activating"));
        Assert.Equal([Web], await AssessAsync("activating", after: 301));
        Assert.Equal("a [31m line\nlast\n", _rollouts.RecordOf(Web).Failed?.LastLines);
        Assert.Equal(Reasons.RolledBack, Assert.Single(_events.Read()).Reason);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Executed_ReplacementBegan_IsDownUnlessItsStopIsLeft(bool isLeft)
    {
        await BecomeStableAsync();
        var plan = PlanOf(PlanAction.Replace, new PlanStep.Stop(Web, UnitName));
        _tracker.BeginDowntime(plan);
        Assert.NotNull(_rollouts.RecordOf(Web).DownSince);
        _tracker.Executed(plan with { Steps = isLeft ? [] : plan.Steps }, isLeft ? plan.Steps : []);
        Assert.Equal(isLeft, _rollouts.RecordOf(Web).DownSince is null);
    }

    [Theory]
    [InlineData(PlanAction.None, false)]
    [InlineData(PlanAction.Replace, true)]
    public async Task ReleaseImages_StableVersionIsInForce_ReleasesThePin(PlanAction action, bool isPinned)
    {
        await BecomeStableAsync();
        await _images.PinAsync(SpecOf("web:1"), Cancellation);
        Assert.True(_rollouts.RecordOf(Web).ImageIsPinned);
        await _tracker.ReleaseImagesAsync(PlanOf(action), [Observed("active")], _desired, Cancellation);
        Assert.Equal(isPinned, _rollouts.RecordOf(Web).ImageIsPinned);
        Assert.Equal(isPinned, _engine.Local.ContainsKey("localhost/oci-reconciler/kept:web"));
    }

    private static WorkloadSpec SpecOf(string image) => new() { Key = Web, Image = image };

    private static Plan PlanOf(PlanAction action, params PlanStep[] steps) => new(
        ImmutableSortedDictionary<WorkloadKey, Decision>.Empty.Add(Web, new Decision(action, "SpecChanged", "")), PlanPhase.TakeDown,
        [.. steps]);

    private async Task BecomeStableAsync()
    {
        await AssessAsync("active");
        await AssessAsync("active", after: 60);
    }

    private async Task<ImmutableArray<WorkloadKey>> AssessAsync(string state, double after = 0)
    {
        _events.Time.Advance(TimeSpan.FromSeconds(after));
        return (await _tracker.AssessAsync([Observed(state)], _desired, Cancellation)).GivenUp;
    }

    private ObservedWorkload Observed(string state)
    {
        var mark = new OwnershipMark(Web, UnitName, _desired.Members[Web].DefinitionHash, "i1", _desired.Members[Web].RenderVersion);
        var unit = new ObservedUnit
        {
            Name = UnitName, LoadState = "loaded", ActiveState = state, SubState = "running", Mark = mark,
                Run = new UnitRun(0, 1, "", null), End = new UnitEnd(null),
        };
        return new ObservedWorkload
        {
            Key = Web,
            Holder = new ObservedUnit { Name = Ownership.HolderUnit(Web), LoadState = "loaded", ActiveState = "active", Mark = mark },
            Units = ImmutableSortedDictionary<string, ObservedUnit>.Empty.Add(UnitName, unit),
            Container = state == "active" ? new ObservedContainer("c1", "sha256:1", "web", "running", 0, null, HealthState.None) : null,
            ContainerIsKnown = true,
            ImageId = "sha256:1",
        };
    }
}
