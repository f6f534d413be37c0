using OciReconciler.Preparing;
using OciReconciler.Queueing;
using OciReconciler.Telemetry;
using OciReconciler.UnitTests.Control;
using OciReconciler.UnitTests.Events;
using OciReconciler.UnitTests.Images;

namespace OciReconciler.UnitTests.Passes;

/// <summary>A pass over one workload whose manifest is edited meanwhile.</summary>
public sealed class DesiredRefreshTests : IAsyncDisposable
{
    private static readonly WorkloadKey Web = new("web");

    private readonly PrepareFixture _prepare = new();
    private readonly RecorderFixture _events = new();
    private readonly Instruments _instruments = new();
    private readonly WorkQueue _queue;
    private readonly Preparations _preparations;
    private readonly DesiredRefresh _refresh;
    private DesiredView _newest;

    public DesiredRefreshTests()
    {
        _queue = new WorkQueue(_prepare.Time);
        _newest = DesiredSamples.View(1, _prepare.Spec);
        var preparer = _prepare.WorkloadPreparer(_events.Recorder, _instruments);
        _preparations = new Preparations(
            ImmutableDictionary<WorkloadKey, Preparation>.Empty, preparer, new WorkerPool(_queue, 1), new AsyncAutoResetEvent(),
            _prepare.Time, Cancellation);
        _preparations.Add([KeyValuePair.Create(Web, new Preparation(null, new FailureReason("ImagePullFailed", "That was before.")))]);
        _refresh = new DesiredRefresh([Web], preparer, _preparations, () => _newest, _prepare.Time);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _preparations.DisposeAsync();
        _queue.Dispose();
        _instruments.Dispose();
        _events.Dispose();
        _prepare.Dispose();
    }

    [Fact]
    public async Task Adopt_NothingChanged_KeepsWhatWasPrepared()
    {
        await _refresh.RefreshAsync(isDown: true, Cancellation);
        Assert.Equal("That was before.", _preparations.Results[Web].Failure?.Message);
    }

    [Fact]
    public async Task Adopt_EditWhileUp_DropsWhatWasPrepared()
    {
        Edit(_prepare.Spec);
        await _refresh.RefreshAsync(isDown: false, Cancellation);
        Assert.Same(_newest, _refresh.View);
        Assert.Empty(_preparations.Results);
        Assert.Empty(_prepare.Engine.Pulls);
    }

    [Fact]
    public async Task Adopt_EditOfOthersWhileDown_KeepsWhatWasPrepared()
    {
        _newest = DesiredSamples.View(1, _prepare.Spec, new WorkloadSpec { Key = new("db"), Image = "db" });
        await _refresh.RefreshAsync(isDown: true, Cancellation);
        Assert.Same(_newest, _refresh.View);
        Assert.Equal("That was before.", _preparations.Results[Web].Failure?.Message);
    }

    [Fact]
    public async Task Adopt_EditWhileDownThatIsReadyAtOnce_ComesUp()
    {
        Edit(_prepare.Spec);
        await _refresh.RefreshAsync(isDown: true, Cancellation);
        Assert.Same(_newest, _refresh.View);
        Assert.Null(_preparations.Results[Web].Failure);
    }

    [Fact]
    public async Task Adopt_EditWhileDownThatFails_IsLeftToAPassOfItsOwnAndAskedForOnce()
    {
        var before = _refresh.View;
        _prepare.Engine.PullFailure = _ => new EngineException(EngineFailure.Other, "no space left on device");
        Edit(_prepare.Spec);
        await _refresh.RefreshAsync(isDown: true, Cancellation);
        var asked = _prepare.Engine.Pulls.Count;
        await _refresh.RefreshAsync(isDown: true, Cancellation);
        Assert.Same(before, _refresh.View);
        Assert.Equal("That was before.", _preparations.Results[Web].Failure?.Message);
        Assert.Equal((1, 1), (asked, _prepare.Engine.Pulls.Count));
    }

    [Fact]
    public async Task Adopt_EditWhileDownWhoseImageIsSlow_IsWaitedForTwoSeconds()
    {
        var before = _refresh.View;
        _prepare.Engine.PullGate = new TaskCompletionSource().Task;
        Edit(_prepare.Spec);
        var adopting = _refresh.RefreshAsync(isDown: true, Cancellation);
        await _prepare.Engine.PullStarted.Task;
        Assert.False(adopting.IsCompleted);
        _prepare.Time.Advance(TimeSpan.FromSeconds(2));
        await adopting;
        Assert.Same(before, _refresh.View);
    }

    [Fact]
    public async Task Adopt_EditWhileDownThatNeedsAnother_IsLeftToAPassOfItsOwn()
    {
        var before = _refresh.View;
        Edit(_prepare.Spec with { DependsOn = ["db"] }, new WorkloadSpec { Key = new("db"), Image = "db" });
        await _refresh.RefreshAsync(isDown: true, Cancellation);
        Assert.Same(before, _refresh.View);
        Assert.Empty(_prepare.Engine.Pulls);
    }

    private void Edit(params WorkloadSpec[] specs) => _newest = DesiredSamples.View(2, specs);
}
