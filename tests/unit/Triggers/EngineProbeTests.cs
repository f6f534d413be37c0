using OciReconciler.UnitTests.Images;

namespace OciReconciler.UnitTests.Triggers;

public sealed class EngineProbeTests
{
    private static readonly WorkloadKey Web = new("web");
    private static readonly WorkloadKey Gone = new("gone");
    private readonly FakeTimeProvider _time = new();
    private readonly FakeEngine _podman = new();
    private readonly FakeEngine _docker = new(Backend.Docker);
    private readonly BlockedWorkloads _waits = new(Reasons.EngineUnavailable);
    private readonly List<WorkloadKey> _tried = [];

    [Fact]
    public async Task Engine_AnswersAgain_WhoWaitsForItIsTriedOnce()
    {
        await using var running = new Running(this);
        _podman.IsAway = true;
        _waits.Update(Web, Reasons.EngineUnavailable);
        Pass(3);
        Assert.Empty(_tried);
        _podman.IsAway = false;
        Pass(3);
        Assert.Equal([Web], _tried);
    }

    [Fact]
    public async Task Engine_AnswersAllTheTime_NobodyIsTried()
    {
        await using var running = new Running(this);
        _waits.Update(Web, Reasons.EngineUnavailable);
        Pass(3);
        Assert.Empty(_tried);
    }

    [Fact]
    public async Task Engine_NobodyWaitsForIt_IsNotAsked()
    {
        await using var running = new Running(this);
        _podman.IsAway = true;
        _waits.Update(Web, Reasons.EngineUnavailable);
        Pass(1);
        _waits.Update(Web, "Running");
        Pass(3);
        Assert.Equal((1, 0), (_podman.Pings, _docker.Pings));
    }

    [Fact]
    public async Task Engine_OfWhatNobodyDeclaresAnyMore_IsAnyOfThem()
    {
        await using var running = new Running(this);
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
            _time.Advance(TimeSpan.FromSeconds(2));
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

    private sealed class Running : IAsyncDisposable
    {
        private readonly CancellationTokenSource _ending = new();
        private readonly Task _loop;

        public Running(EngineProbeTests test) =>
            _loop = new EngineProbe(new EngineRegistry(test._podman, test._docker), test.Views(), test._waits, test._time)
                .RunAsync(test._tried.Add, _ending.Token);

        public async ValueTask DisposeAsync()
        {
            await _ending.CancelAsync();
            await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _ending.Dispose();
        }
    }
}
