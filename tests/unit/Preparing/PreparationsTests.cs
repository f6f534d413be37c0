using OciReconciler.Preparing;
using OciReconciler.Queueing;
using OciReconciler.Telemetry;
using OciReconciler.UnitTests.Events;
using OciReconciler.UnitTests.Images;

namespace OciReconciler.UnitTests.Preparing;

/// <summary>One workload whose image is pulled for as long as the test wants.</summary>
public sealed class PreparationsTests : IAsyncDisposable
{
    private static readonly WorkloadKey Web = new("web");
    private static readonly Decision Create = new(PlanAction.Create, "NotDefined", "It is not defined.");

    private readonly PrepareFixture _prepare = new();
    private readonly RecorderFixture _events = new();
    private readonly Instruments _instruments = new();
    private readonly WorkQueue _queue;
    private readonly AsyncAutoResetEvent _bell = new();
    private readonly TaskCompletionSource _registry = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Preparations _preparations;

    public PreparationsTests()
    {
        _queue = new WorkQueue(_prepare.Time);
        _prepare.Engine.PullGate = _registry.Task;
        _preparations = Preparations(ImmutableDictionary<WorkloadKey, Preparation>.Empty);
    }

    public async ValueTask DisposeAsync()
    {
        await _preparations.DisposeAsync();
        _queue.Dispose();
        _instruments.Dispose();
        _events.Dispose();
        _prepare.Dispose();
    }

    [Fact]
    public async Task Wait_SomethingHappens_ReturnsAndWhatIsUnderWayGoesOn()
    {
        await ContinueAsync(Web);
        _bell.Set();
        Assert.True(await _preparations.WaitAsync());
        Assert.Empty(_preparations.Results);

        await ContinueAsync(Web);
        _registry.SetResult();
        Assert.False(await _preparations.WaitAsync());
        Assert.Equal(
            SpecHash.Inputs("sha256:remote", ImmutableDictionary<string, string>.Empty), _preparations.Results[Web].InputsHash?.Hash);
        Assert.Single(_prepare.Engine.Pulls);
        Assert.False(_preparations.AreSlow);
    }

    [Fact]
    public async Task Wait_TenSeconds_TakesLong()
    {
        await ContinueAsync(Web);
        Assert.False(_preparations.AreSlow);
        var waiting = _preparations.WaitAsync();
        _prepare.Time.Advance(TimeSpan.FromSeconds(10));
        await waiting;
        Assert.True(_preparations.AreSlow);
    }

    [Fact]
    public async Task Continue_NotWantedAnyMore_EndsItsPull()
    {
        await ContinueAsync(Web);
        await ContinueAsync();
        await ContinueAsync(Web);
        Assert.Equal(2, _prepare.Engine.Pulls.Count);
        Assert.Equal(1, _prepare.Engine.MostAtOnce);
    }

    [Fact]
    public async Task Drop_AnotherVersion_NothingOfTheOneBeforeCounts()
    {
        var failed = new Preparation(null, new FailureReason("ImagePullFailed", "It failed."));
        await using var preparations = Preparations(ImmutableDictionary<WorkloadKey, Preparation>.Empty.Add(Web, failed));
        Assert.Equal([Web], preparations.Waiting);
        Assert.Empty(preparations.Failures);
        preparations.Add([KeyValuePair.Create(Web, failed with { })]);
        Assert.Empty(preparations.Failures);
        preparations.Add([KeyValuePair.Create(Web, new Preparation(null, new FailureReason("StartFailed", "It failed.")))]);
        Assert.Equal("StartFailed", preparations.Failures[Web].Reason);
        await preparations.DropAsync([Web]);
        Assert.Empty(preparations.Failures);
        Assert.Empty(preparations.Waiting);
        Assert.Empty(preparations.Results);
    }

    private Preparations Preparations(ImmutableDictionary<WorkloadKey, Preparation> waiting) => new(
        waiting, _prepare.WorkloadPreparer(_events.Recorder, _instruments), new WorkerPool(_queue, 1), _bell, _prepare.Time,
        TestContext.Current.CancellationToken);

    private Task ContinueAsync(params WorkloadKey[] keys) => _preparations.ContinueAsync(
        new Plan(keys.ToImmutableSortedDictionary(key => key, _ => Create), PlanPhase.Prepare,
            [.. keys.Select(key => new PlanStep.Prepare(key))]), View(),
        ImmutableSortedDictionary<WorkloadKey, ObservedWorkload>.Empty);

    private DesiredView View() => new(
        new DesiredState { Workloads = DesiredState.Empty.Workloads.Add(Web, Wanted.Of(_prepare.Spec)) },
        new RenderSettings(), _ => null);
}
