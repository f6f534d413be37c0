using OciReconciler.UnitTests.Images;

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

    private async Task<(int Observations, int Retries)> RunAsync(TimeSpan step, int times)
    {
        var (observations, retries) = (0, 0);
        using var ending = new CancellationTokenSource();
        var source = new EngineEventSource(new FakeEngine(Backend.Docker), Views(), _ => true, _time);
        var running = source.RunAsync(_ => observations++, _ => retries++, ending.Token);
        for (var time = 1; time < times; time++)
            _time.Advance(step);
        await ending.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return (observations, retries);
    }

    private static DesiredViews Views()
    {
        var settings = new RenderSettings();
        var spec = new WorkloadSpec { Key = Web, Image = "web", Backend = Backend.Docker };
        var workload = Wanted.Of(spec);
        var state = new DesiredState { Workloads = DesiredState.Empty.Workloads.Add(Web, workload) };
        return new DesiredViews(() => state, () => ImmutableDictionary<WorkloadKey, Rollback>.Empty, () => settings, _ => null);
    }
}
