using OciReconciler.UnitTests.Images;
using OciReconciler.UnitTests.Simulation.Threads;

namespace OciReconciler.UnitTests.Triggers;

public sealed class EngineProbeTests : IDisposable
{
    private static readonly WorkloadKey Web = new("web");
    private static readonly WorkloadKey Gone = new("gone");
    private readonly VirtualLoop _loop = new();
    private readonly FakeEngine _podman = new();
    private readonly FakeEngine _docker = new(Backend.Docker);
    private readonly BlockedWorkloads _waits = new(Reasons.EngineUnavailable);
    private readonly List<WorkloadKey> _tried = [];

    public EngineProbeTests()
    {
        var probe = new EngineProbe(new EngineRegistry(_podman, _docker), Views(), _waits, _loop.Time);
        _loop.Start(token => probe.RunAsync(_tried.Add, token));
    }

    public void Dispose() => _loop.Dispose();

    [Fact]
    public void Loop_NobodyWaitsOrNoMore_NoTimerRuns()
    {
        _loop.Pass(TimeSpan.FromHours(1));
        Assert.Equal(0, _loop.Rung);
        _waits.Update(Web, Reasons.EngineUnavailable);
        Pass(3);
        _waits.Update(Web, "Running");
        Pass(1);
        var rung = _loop.Rung;
        _loop.Pass(TimeSpan.FromHours(1));
        Assert.Equal(rung, _loop.Rung);
    }

    [Fact]
    public void Engine_AnswersAgain_WhoWaitsForItIsTriedOnce()
    {
        _podman.IsAway = true;
        _waits.Update(Web, Reasons.EngineUnavailable);
        Pass(3);
        Assert.Empty(_tried);
        _podman.IsAway = false;
        Pass(3);
        Assert.Equal([Web], _tried);
    }

    [Fact]
    public void Engine_AnswersAllTheTime_NobodyIsTried()
    {
        _waits.Update(Web, Reasons.EngineUnavailable);
        Pass(3);
        Assert.Empty(_tried);
    }

    [Fact]
    public void Engine_NobodyWaitsForIt_IsNotAsked()
    {
        _podman.IsAway = true;
        _waits.Update(Web, Reasons.EngineUnavailable);
        Pass(1);
        _waits.Update(Web, "Running");
        Pass(3);
        Assert.Equal((1, 0), (_podman.Pings, _docker.Pings));
    }

    [Fact]
    public void Engine_OfWhatNobodyDeclaresAnyMore_IsAnyOfThem()
    {
        _docker.IsAway = true;
        _waits.Update(Gone, Reasons.EngineUnavailable);
        Pass(1);
        _docker.IsAway = false;
        Pass(1);
        Assert.Equal([Gone], _tried);
    }

    private void Pass(int periods)
    {
        for (var period = 0; period < periods; period++)
            _loop.Pass(TimeSpan.FromSeconds(2));
    }

    private DesiredViews Views()
    {
        var settings = new RenderSettings();
        var state = new DesiredState
        {
            Workloads = DesiredState.Empty.Workloads.Add(Web, Wanted.Of(new WorkloadSpec { Key = Web, Image = "web" })),
        };
        return new DesiredViews(() => state, () => ImmutableDictionary<WorkloadKey, Rollback>.Empty, () => settings, _ => null);
    }
}
