using OciReconciler.Executing;
using OciReconciler.Model.Events;
using OciReconciler.Preparing;
using OciReconciler.Queueing;
using OciReconciler.Resilience;
using OciReconciler.Telemetry;
using OciReconciler.UnitTests.DBus;
using OciReconciler.UnitTests.Events;
using OciReconciler.UnitTests.Images;
using OciReconciler.Units;
using Tmds.DBus.Protocol;

namespace OciReconciler.UnitTests.Preparing;

public sealed class OnDemandImageRefreshTests : IAsyncLifetime
{
    private const string Image = PrepareFixture.Image;
    private static readonly WorkloadKey Tool = new("tool");

    private readonly PrepareFixture _prepare = new();
    private readonly WorkQueue _queue;
    private readonly Instruments _instruments = new();
    private readonly RecorderFixture _events = new();
    private ManagerFixture? _fixture;
    private WorkloadSpec _spec = new() { Key = Tool, Image = Image, AutoStart = false, Pull = PullPolicy.Always };
    private (string ActiveState, bool IsOurs) _unit = ("inactive", true);

    public OnDemandImageRefreshTests() => _queue = new WorkQueue(_prepare.Time);

    private IEnumerable<string> Warnings => _events.Read(Tool.Name)
        .Where(happened => happened.Type == EventType.Warning)
        .SelectMany(happened => Enumerable.Repeat(happened.Message, happened.Count));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _fixture = await ManagerFixture.StartAsync();
        _fixture.Systemd.Answer("ListUnitsByPatterns", "a(ssssssouso)", WriteRow);
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Dispose();
        _prepare.Dispose();
        _events.Dispose();
        _instruments.Dispose();
        await _fixture!.DisposeAsync();
    }

    [Theory]
    [InlineData("inactive")]
    [InlineData("failed")]
    public async Task Look_IdleAndAlways_AsksTheRegistryAndAsksForAPass(string state)
    {
        _prepare.Engine.Local[Image] = "sha256:local";
        _unit = (state, true);
        await LookAsync();
        Assert.Equal("sha256:remote", _prepare.Engine.Local[Image]);
        Assert.Equal(Tool, await _queue.TakeAsync(Cancellation));
    }

    [Fact]
    public async Task Look_MissingAndGone_IsGotAgain()
    {
        _spec = _spec with { Pull = null };
        await LookAsync();
        Assert.Equal("sha256:remote", _prepare.Engine.Local[Image]);
    }

    [Fact]
    public async Task Look_MissingAndThereWithALogin_AsksNobody()
    {
        _prepare.Engine.Local[Image] = "sha256:local";
        _prepare.Login();
        _spec = _prepare.Spec with { Key = Tool, AutoStart = false };
        await LookAsync();
        Assert.Empty(_prepare.Engine.Pulls);
        Assert.Empty(_prepare.Engine.Logins);
    }

    [Theory]
    [InlineData("active", true, false)]
    [InlineData("activating", true, false)]
    [InlineData("inactive", false, false)]
    [InlineData("inactive", true, true)]
    public async Task Look_NotIdleNotOursOrKeptRunning_IsLeftAlone(string state, bool isOurs, bool autoStart)
    {
        _unit = (state, isOurs);
        _spec = _spec with { AutoStart = autoStart };
        await LookAsync();
        Assert.Empty(_prepare.Engine.Pulls);
        Assert.True(_queue.IsEmpty);
    }

    [Fact]
    public async Task Look_RegistryRefuses_WarnsOnceForAsLongAsItLasts()
    {
        _prepare.Engine.PullFailure = _ => new EngineException(EngineFailure.Other, "no space left on device");
        var refresh = await LookAsync();
        await refresh.RefreshNowAsync(Cancellation);
        Assert.Contains("no space left on device", Assert.Single(Warnings), StringComparison.Ordinal);

        _prepare.Engine.PullFailure = _ => null;
        await refresh.RefreshNowAsync(Cancellation);
        _prepare.Engine.PullFailure = _ => new EngineException(EngineFailure.Other, "no space left on device");
        await refresh.RefreshNowAsync(Cancellation);
        Assert.Equal(2, Warnings.Count());
    }

    [Fact]
    public async Task Look_RegistryRefusesAllTheTime_IsAskedLessAndLess()
    {
        _prepare.Engine.PullFailure = _ => new EngineException(EngineFailure.Other, "no space left on device");
        var refresh = await MakeAsync();
        for (var minute = 0; minute < 60; minute++)
        {
            await refresh.RefreshAsync(Cancellation);
            _prepare.Time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.InRange(_prepare.Engine.Pulls.Count, 12, 20);
        var asked = _prepare.Engine.Pulls.Count;
        await refresh.RefreshNowAsync(Cancellation);
        Assert.Equal(asked + 1, _prepare.Engine.Pulls.Count);
    }

    [Fact]
    public async Task Look_NoBus_LooksAtNothing()
    {
        _fixture!.Systemd.Fail("ListUnitsByPatterns", "org.freedesktop.DBus.Error.AccessDenied");
        await LookAsync();
        Assert.Empty(_prepare.Engine.Pulls);
    }

    [Fact]
    public async Task Run_LooksAtEachInterval()
    {
        var refresh = await MakeAsync();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var running = TaskGroup.EveryAsync(TimeSpan.FromSeconds(60), _prepare.Time, refresh.RefreshAsync, ending.Token);
        Assert.Empty(_prepare.Engine.Pulls);
        for (var round = 1; round <= 2; round++)
        {
            _prepare.Time.Advance(TimeSpan.FromSeconds(60));
            await _queue.TakeAsync(Cancellation);
            Assert.Equal(round, _prepare.Engine.Pulls.Count);
        }

        await ending.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    private async Task<OnDemandImageRefresh> LookAsync()
    {
        var refresh = await MakeAsync();
        await refresh.RefreshAsync(Cancellation);
        return refresh;
    }

    private async Task<OnDemandImageRefresh> MakeAsync()
    {
        var systemd = await _fixture!.ConnectAsync();
        var settings = new RenderSettings();
        var state = new DesiredState
        {
            Workloads = DesiredState.Empty.Workloads.Add(Tool, Wanted.Of(_spec)),
        };
        var views = new DesiredViews(() => state, () => ImmutableDictionary<WorkloadKey, Rollback>.Empty, () => settings, _ => null);
        var lister = new UnitLister(systemd, new RetryPipelines(_prepare.Time, FailureClassifier.IsRetryable, () => 0.5));
        return new OnDemandImageRefresh(
            views, lister, _prepare.WorkloadPreparer(_events.Recorder, _instruments), _queue, _events.Recorder,
            new RequeueBackoff(_prepare.Time, () => 0));
    }

    private void WriteRow(ref MessageWriter writer)
    {
        var unit = UnitNames.Of(_spec);
        var hash = new string('a', 16);
        var mark = new OwnershipMark(Tool, unit, hash, hash, hash);
        var description = _unit.IsOurs ? Ownership.ServiceDescription(Image, mark) : "somebody's";
        var rows = writer.WriteArrayStart(DBusType.Struct);
        writer.WriteStructureStart();
        foreach (var text in new[] { unit, description, "loaded", _unit.ActiveState, "dead", "" })
            writer.WriteString(text);
        writer.WriteObjectPath("/u");
        writer.WriteUInt32(0);
        writer.WriteString("");
        writer.WriteObjectPath("/");
        writer.WriteArrayEnd(rows);
    }
}
