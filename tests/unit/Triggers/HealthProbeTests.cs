using OciReconciler.UnitTests.Images;

namespace OciReconciler.UnitTests.Triggers;

public sealed class HealthProbeTests : IAsyncDisposable
{
    private static readonly WorkloadKey Web = new("web");

    private readonly FakeTimeProvider _time = new();
    private readonly FakeEngine _podman = new();
    private readonly List<WorkloadKey> _reported = [];
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _loop;

    public HealthProbeTests() =>
        _loop = new HealthProbe(Views(), new EngineRegistry(_podman), _time).RunAsync(_reported.Add, _ending.Token);

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ending.Dispose();
    }

    [Fact]
    public void Health_Changes_IsReportedOnce()
    {
        Observe(Container("a", HealthState.Starting));
        _reported.Clear();
        Observe(Container("a", HealthState.Healthy));
        Observe(Container("a", HealthState.Healthy));
        Assert.Equal([Web], _reported);
    }

    // The pass that started it may have looked before its first check.
    [Fact]
    public void Container_IsHealthyWhenItIsSeenFirst_IsReported()
    {
        Observe(null);
        Observe(Container("a", HealthState.Healthy));
        Assert.Equal([Web], _reported);
    }

    [Fact]
    public void Container_IsThereAtTheFirstObservation_IsReported()
    {
        Observe(Container("a", HealthState.Healthy));
        Assert.Equal([Web], _reported);
    }

    [Fact]
    public void Container_IsReplacedByOneThatIsAsHealthy_IsReported()
    {
        Observe(Container("a", HealthState.Healthy));
        _reported.Clear();
        Observe(Container("b", HealthState.Healthy));
        Assert.Equal([Web], _reported);
    }

    [Fact]
    public void State_IsPausedAndGoesOn_IsReportedTwice()
    {
        Observe(Container("a", HealthState.Healthy));
        _reported.Clear();
        Observe(Container("a", HealthState.Healthy) with { State = "paused" });
        Observe(Container("a", HealthState.Healthy));
        Assert.Equal([Web, Web], _reported);
    }

    [Fact]
    public void Engine_IsAway_NothingIsReportedUntilItAnswers()
    {
        Observe(Container("a", HealthState.Healthy));
        _reported.Clear();
        _podman.IsAway = true;
        Observe(Container("a", HealthState.Healthy));
        Assert.Empty(_reported);
        _podman.IsAway = false;
        Observe(Container("a", HealthState.Healthy));
        Assert.Equal([Web], _reported);
    }

    private void Observe(ObservedContainer? container)
    {
        _podman.Containers.Clear();
        if (container is not null)
            _podman.Containers["web"] = container;
        _time.Advance(TimeSpan.FromSeconds(1));
    }

    private static ObservedContainer Container(string id, HealthState health) => new(id, "sha256:1", "web", "running", 0, null, health);

    private static DesiredViews Views()
    {
        var settings = new RenderSettings();
        var check = HealthCheck.Default with { Test = [HealthCheck.Shell, "true"], Interval = TimeSpan.FromSeconds(1) };
        var spec = new WorkloadSpec { Key = Web, Backend = Backend.Podman, Image = "web", HealthCheck = check };
        var state = new DesiredState
        {
            Workloads = DesiredState.Empty.Workloads.Add(
                Web, Wanted.Of(spec)),
        };
        return new DesiredViews(() => state, () => ImmutableDictionary<WorkloadKey, Rollback>.Empty, () => settings, _ => null);
    }
}
