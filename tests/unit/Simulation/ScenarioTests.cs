using System.Globalization;
using OciReconciler.UnitTests.Simulation.Controllers;
using OciReconciler.UnitTests.Simulation.Model;
using OciReconciler.UnitTests.Simulation.Systemd;

namespace OciReconciler.UnitTests.Simulation;

/// <summary>Single situations on the simulated host, with the real controller.</summary>
public sealed class ScenarioTests : IDisposable
{
    private readonly SimulatedHost _host = new(7, isTraced: false);
    private readonly ExpectedWorkload _web = new("w0") { Image = "registry.test/a:1" };

    public void Dispose()
    {
        _host.KillController();
        _host.Dispose();
    }

    /// <summary>What makes the controller act on w0, and what somebody else asks systemd for at that moment.</summary>
    public static TheoryData<string, string> Jobs
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var cause in new[] { "image", "edit", "removal", "file" })
            {
                foreach (var kind in Enum.GetValues<JobKind>())
                    rows.Add(cause, kind.ToString());
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Jobs))]
    public void Job_OfSomebodyElse_IsNotCancelled(string cause, string kind)
    {
        Declare(_web with { ReadsFile = cause == "file" });
        Converge();
        Cause(cause);
        JobResult? result = null;
        // With one job in flight for long, the controller meets it at every step.
        _host.Weather.Slow[_web.Unit] = TimeSpan.FromSeconds(40);
        var job = _host.Systemd.Jobs.Enqueue(Unit, Enum.Parse<JobKind>(kind, ignoreCase: false), JobAsker.Somebody);
        job.Waiters.Add(end => result = end);
        _host.Pump.Pass(TimeSpan.FromSeconds(120));
        Assert.Null(_host.Guard.Violation);
        Assert.Equal(JobResult.Done, result);
        if (cause != "removal")
            Assert.Equal(_host.Engines[Backend.Podman].Images["registry.test/a:1"], Container.ImageId);
    }

    [Fact]
    public void Leftover_FailedUnitWithoutAFile_IsTakenOverAtOnce()
    {
        _host.Foreign.LeaveFailed(_web.Unit);
        Declare(_web);
        Converge();
    }

    [Fact]
    public void Leftover_RunningUnitWithoutAFile_IsLeftAlone()
    {
        _host.Foreign.AddUnit(_web.Unit);
        _host.Pump.Pass(TimeSpan.FromSeconds(2));
        _host.Foreign.LoseFile(_web.Unit);
        Declare(_web);
        _host.StartController();
        _host.Pump.Pass(TimeSpan.FromMinutes(5));
        Assert.Null(_host.Guard.Violation ?? _host.Foreign.Difference());
        _host.Foreign.RemoveUnit(_web.Unit);
        Converge();
    }

    [Theory]
    [InlineData(Backend.Docker)]
    [InlineData(Backend.Podman)]
    public void Pause_OfAContainer_IsLeftAloneHoweverLongItLasts(Backend backend)
    {
        var web = backend == Backend.Docker
            ? _web with { Backend = backend, Image = "registry.test/c:1", HasHealthCheck = true }
            : _web with { HasHealthCheck = true };
        Declare(web);
        Converge(web);
        var engine = _host.Engines[backend];
        var container = engine.Containers["w0"];
        engine.Pause(container, _host.Pump.Clock.Ticks);
        _host.Pump.Pass(TimeSpan.FromSeconds(30));
        engine.CheckPaused(container);
        _host.Pump.Pass(TimeSpan.FromMinutes(20));
        Assert.Same(container, engine.Containers["w0"]);
        Assert.Contains("\"phase\": \"Paused\"", Status, StringComparison.Ordinal);

        // What is wanted meanwhile is done afterwards, and for what its health check says of the pause it is not restarted.
        engine.Unpause(container);
        _host.Pump.Pass(TimeSpan.FromSeconds(25));
        engine.Turn(container, HealthState.Healthy);
        _host.Pump.Pass(TimeSpan.FromMinutes(5));
        Assert.Same(container, engine.Containers["w0"]);
        Assert.Contains("\"phase\": \"Running\"", Status, StringComparison.Ordinal);
        Assert.Null(_host.Guard.Violation);
    }

    [Theory]
    [InlineData(Backend.Docker)]
    [InlineData(Backend.Podman)]
    public void StartFailure_IsReportedAndTriedAgain(Backend backend)
    {
        var web = backend == Backend.Docker ? _web with { Backend = backend, Image = "registry.test/c:1" } : _web;
        Declare(web);
        _host.Weather.FailingStarts[web.Unit] = (int.MaxValue, IsOfEngine: true);
        _host.StartController();
        _host.Pump.Pass(TimeSpan.FromSeconds(60));
        Assert.Contains("\"reason\": \"PortInUse\"", Status, StringComparison.Ordinal);
        Assert.Contains("address already in use", Status, StringComparison.Ordinal);
        var starts = Unit.Invocation;
        _host.Pump.Pass(TimeSpan.FromMinutes(10));
        Assert.True(
            Unit.Invocation - starts < 40,
            string.Create(CultureInfo.InvariantCulture, $"started {Unit.Invocation - starts} times in ten minutes"));
        _host.Weather.FailingStarts.Clear();
        _host.Pump.Pass(TimeSpan.FromMinutes(6));
        Converge(web);
    }

    private SimulatedUnit Unit => _host.Systemd.Units[_host.Slots[0].Current?.Unit ?? _web.Unit];

    private Engine.SimulatedContainer Container => _host.Engines[Backend.Podman].Containers["w0"];

    private string Status => File.ReadAllText(Path.Combine(_host.Disk.Run, "status", "w0.json"));

    private void Declare(ExpectedWorkload wanted)
    {
        _host.Slots[0].Current = wanted;
        _host.Links.Declare(wanted);
        _host.Guard.Touch(["w0"]);
        _host.Controller?.FilesChanged();
    }

    private void Cause(string cause)
    {
        _host.Guard.Touch(["w0"]);
        switch (cause)
        {
            case "image":
                _host.Engines[Backend.Podman].Registry["registry.test/a:1"] = "sha256:another";
                _host.Engines[Backend.Podman].Pull("registry.test/a:1");
                break;
            case "edit":
                Declare(_web with { Version = 2 });
                break;
            case "file":
                _host.Files[ExpectedWorkload.EnvironmentFile] = "1";
                break;
            default:
                _host.Slots[0].Current = null;
                _host.Controller!.FilesChanged();
                _host.Pump.Clock.After(TimeSpan.FromSeconds(2), () => _host.Controller!.FilesChanged());
                break;
        }
    }

    private void Converge(ExpectedWorkload? wanted = null)
    {
        _host.Weather.Settle();
        _host.StartController();
        _host.Pump.Pass(TimeSpan.FromSeconds(30));
        Assert.Null(_host.Guard.Violation);
        Assert.Null(new Convergence(_host).Difference());
        Assert.Equal((wanted ?? _web).Unit, Unit.Name);
    }
}
