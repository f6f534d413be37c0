using OciReconciler.UnitTests.Images;
using OciReconciler.UnitTests.Simulation.Threads;

namespace OciReconciler.UnitTests.Triggers;

public sealed class EngineEventSourceTests
{
    private static readonly WorkloadKey Web = new("web");
    private readonly FakeTimeProvider _time = new();

    // The stream of the fake engine ends as soon as it is open, and is opened again after 5 s.
    [Fact]
    public async Task Stream_EndsAllTheTime_ResetsNoDelayButTheFirstTime()
    {
        var (observations, retries) = await RunAsync(TimeSpan.FromSeconds(5), 60);
        Assert.Equal((59, 1), (observations, retries));
    }

    [Fact]
    public async Task Stream_OpenedAgainAfterMinutes_TriesWhatWaitedAtOnce()
    {
        var (observations, retries) = await RunAsync(TimeSpan.FromMinutes(2), 5);
        Assert.Equal((0, 5), (observations, retries));
    }

    [Fact]
    public void Engine_NobodyUsesIt_NoTimerRuns()
    {
        using var loop = new VirtualLoop();
        var source = new EngineEventSource(new FakeEngine(Backend.Docker), Views(Backend.Podman), _ => true, _ => false, loop.Time);
        loop.Start(token => source.RunAsync(_ => { }, _ => { }, () => { }, token));
        // The view is made when it is read first, which is news.
        loop.Pass(TimeSpan.FromSeconds(1));
        var rung = loop.Rung;
        loop.Pass(TimeSpan.FromHours(1));
        Assert.Equal(rung, loop.Rung);
    }

    [Fact]
    public async Task Stream_OpenedWhileAllIsSettled_AsksForAResyncAlone()
    {
        var opened = 0;
        Assert.Equal((0, 0), await RunAsync(TimeSpan.FromMinutes(2), 5, isSettled: true, () => opened++));
        Assert.Equal(5, opened);
    }

    private async Task<(int Observations, int Retries)> RunAsync(
        TimeSpan step, int times, bool isSettled = false, Action? opened = null)
    {
        var (observations, retries) = (0, 0);
        using var ending = new CancellationTokenSource();
        var source = new EngineEventSource(new FakeEngine(Backend.Docker), Views(Backend.Docker), _ => true, _ => isSettled, _time);
        var running = source.RunAsync(_ => observations++, _ => retries++, opened ?? (() => { }), ending.Token);
        for (var time = 1; time < times; time++)
            _time.Advance(step);
        await ending.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return (observations, retries);
    }

    private static DesiredViews Views(Backend backend)
    {
        var settings = new RenderSettings();
        var spec = new WorkloadSpec { Key = Web, Image = "web", Backend = backend };
        var workload = Wanted.Of(spec);
        var state = new DesiredState { Workloads = DesiredState.Empty.Workloads.Add(Web, workload) };
        return new DesiredViews(() => state, () => ImmutableDictionary<WorkloadKey, Rollback>.Empty, () => settings, _ => null);
    }
}
