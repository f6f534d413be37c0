using OciReconciler.UnitTests.Images;
using OciReconciler.UnitTests.Simulation.Threads;

namespace OciReconciler.UnitTests.Triggers;

public sealed class HealthProbeTests : IDisposable
{
    private static readonly WorkloadKey Web = new("web");

    private readonly VirtualLoop _loop = new();
    private readonly FakeEngine _podman = new();
    private readonly List<WorkloadKey> _reported = [];
    private readonly DesiredViews _views;
    private DesiredState _desired = Desired(TimeSpan.FromSeconds(1));

    public HealthProbeTests()
    {
        var settings = new RenderSettings();
        _views = new DesiredViews(() => _desired, () => ImmutableDictionary<WorkloadKey, Rollback>.Empty, () => settings, _ => null);
        var probe = new HealthProbe(_views, new EngineRegistry(_podman), _loop.Time);
        _loop.Start(token => probe.RunAsync(_reported.Add, token));
    }

    public void Dispose() => _loop.Dispose();

    [Fact]
    public void Loop_NobodyHasACheck_SleepsUntilSomebodyHas()
    {
        Desire(DesiredState.Empty);
        var rung = _loop.Rung;
        _loop.Pass(TimeSpan.FromHours(1));
        Assert.Equal(rung, _loop.Rung);
        Desire(Desired(TimeSpan.FromSeconds(1)));
        _reported.Clear();
        Observe(Container("a", HealthState.Healthy));
        Assert.Equal([Web], _reported);
    }

    [Fact]
    public void Loop_CheckRunsSeldom_WakesAsSeldom()
    {
        Desire(Desired(TimeSpan.FromMinutes(5)));
        var rung = _loop.Rung;
        _loop.Pass(TimeSpan.FromHours(1));
        Assert.Equal(12, _loop.Rung - rung);
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
        _loop.Pass(TimeSpan.FromSeconds(1));
    }

    private void Desire(DesiredState desired)
    {
        _desired = desired;
        _ = _views.Current;
        _loop.Pass(TimeSpan.FromSeconds(2));
    }

    private static ObservedContainer Container(string id, HealthState health) => new(id, "sha256:1", "web", "running", 0, null, health);

    private static DesiredState Desired(TimeSpan interval)
    {
        var check = HealthCheck.Default with { Test = [HealthCheck.Shell, "true"], Interval = interval };
        var spec = new WorkloadSpec { Key = Web, Backend = Backend.Podman, Image = "web", HealthCheck = check };
        return new DesiredState { Workloads = DesiredState.Empty.Workloads.Add(Web, Wanted.Of(spec)) };
    }
}
