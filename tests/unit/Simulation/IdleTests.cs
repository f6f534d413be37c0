using OciReconciler.UnitTests.Simulation.Controllers;
using OciReconciler.UnitTests.Simulation.Model;

namespace OciReconciler.UnitTests.Simulation;

/// <summary>What a controller does while there is nothing to do, and that it wakes up when there is something.</summary>
public sealed class IdleTests : IDisposable
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly ExpectedWorkload Podman = new("w0") { Image = "registry.test/a:1" };
    private static readonly ExpectedWorkload Docker = new("w1") { Backend = Backend.Docker, Image = "registry.test/c:1" };

    private readonly SimulatedHost _host = new(7, isTraced: false) { Inotify = (_, _, _) => new SilentInotify() };

    public void Dispose()
    {
        _host.KillController();
        _host.Dispose();
    }

    // A minute, a tenth sooner or later: once for the resync, once for images of on-demand workloads.
    [Fact]
    public void Controller_IsConverged_NothingWakesItButTheResync()
    {
        Converge(Podman, Docker);
        var rung = RungIn(Hour);
        Assert.All(rung, due => Assert.InRange(due.TotalSeconds, 54, 66));
        Assert.InRange(rung.Count, 2 * 54, 2 * 67);
    }

    [Fact]
    public void Controller_HasHealthChecks_WakesForThemAsOftenAsTheyRun()
    {
        Converge(Podman with { HasHealthCheck = true }, Docker with { HasHealthCheck = true });
        var rung = RungIn(Hour);
        Assert.InRange(rung.Count(due => due < TimeSpan.FromSeconds(54)), 115, 120);
    }

    [Fact]
    public void HealthCheck_ComesLater_IsFollowed()
    {
        Converge(Podman);
        Declare(0, Podman with { HasHealthCheck = true });
        _host.Pump.Pass(TimeSpan.FromMinutes(2));
        _host.Engines[Backend.Podman].Turn(_host.Engines[Backend.Podman].Containers["w0"], HealthState.Healthy);
        _host.Pump.Pass(TimeSpan.FromSeconds(32));
        Assert.Contains("\"phase\": \"Running\"", Status("w0"), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_IsFullForAWhile_ControllerTriesSoonAfterAndSleepsAgain()
    {
        Converge(Podman);
        _host.Weather.RunIsFull = true;
        Declare(1, Docker);
        _host.Pump.Pass(TimeSpan.FromMinutes(20));
        Assert.DoesNotContain(Docker.Unit, _host.Systemd.Units.Keys);
        _host.Weather.RunIsFull = false;
        _host.Pump.Pass(TimeSpan.FromSeconds(10));
        Assert.Null(new Convergence(_host).Difference());
        _host.Pump.Pass(TimeSpan.FromMinutes(20));
        Assert.All(RungIn(Hour), due => Assert.InRange(due.TotalSeconds, 54, 66));
    }

    [Fact]
    public void Network_IsMissingForAWhile_ControllerTriesSoonAfterAndSleepsAgain()
    {
        _host.Weather.MissingNetwork = "front";
        Declare(0, Podman);
        _host.StartController();
        _host.Pump.Pass(TimeSpan.FromMinutes(30));
        Assert.Contains("front", Status("w0"), StringComparison.Ordinal);
        _host.Weather.MissingNetwork = null;
        _host.Pump.Pass(TimeSpan.FromSeconds(4));
        Assert.Null(new Convergence(_host).Difference());
        _host.Pump.Pass(TimeSpan.FromMinutes(20));
        Assert.All(RungIn(Hour), due => Assert.InRange(due.TotalSeconds, 54, 66));
    }

    // No event tells of it: the kernel lost it.
    [Fact]
    public void Pause_WithoutAnEvent_IsNoticedAtTheResync()
    {
        Converge(Podman);
        _host.Paused.Add("w0");
        _host.Pump.Pass(TimeSpan.FromSeconds(67));
        Assert.Contains("\"paused\": true", Status("w0"), StringComparison.Ordinal);
    }

    [Fact]
    public void Clock_IsSet_EverythingIsLookedAtAtOnce()
    {
        Converge(Podman);
        Assert.Equal(0, ListingsInASecond());
        _host.Pump.Clock.Offset += TimeSpan.FromHours(8);
        Assert.NotEqual(0, ListingsInASecond());
    }

    private int ListingsInASecond()
    {
        var before = _host.Calls.Counts["ListUnits"];
        _host.Pump.Pass(TimeSpan.FromSeconds(1));
        return _host.Calls.Counts["ListUnits"] - before;
    }

    private List<TimeSpan> RungIn(TimeSpan duration)
    {
        var before = _host.Controller!.Rung.Count;
        _host.Pump.Pass(duration);
        Assert.Null(_host.Guard.Violation ?? _host.Pump.Intruder ?? _host.Controller.End);
        return [.. _host.Controller.Rung.Skip(before)];
    }

    private string Status(string name) => File.ReadAllText(Path.Combine(_host.Disk.Run, "status", $"{name}.json"));

    // Until all that was started has run for long enough to be called stable.
    private void Converge(params ExpectedWorkload[] workloads)
    {
        foreach (var (slot, wanted) in workloads.Index())
            Declare(slot, wanted);
        _host.StartController();
        _host.Pump.Pass(TimeSpan.FromMinutes(1));
        foreach (var engine in _host.Engines.Values)
        {
            foreach (var container in engine.Containers.Values)
                engine.Turn(container, container.Health == HealthState.Starting ? HealthState.Healthy : container.Health);
        }

        _host.Pump.Pass(TimeSpan.FromMinutes(20));
        Assert.Null(new Convergence(_host).Difference());
    }

    private void Declare(int slot, ExpectedWorkload wanted)
    {
        _host.Links.Declare(wanted);
        _host.Guard.Touch([wanted.Name]);
        _host.Slots[slot].Current = wanted;
        _host.Controller?.FilesChanged();
    }
}
