using OciReconciler.UnitTests.Simulation.Threads;
using OciReconciler.UnitTests.Simulation.Controllers;
using OciReconciler.UnitTests.Simulation.Systemd;
using OciReconciler.Units;
using UnitJobs = OciReconciler.Units.UnitJobs;

namespace OciReconciler.UnitTests.Units;

/// <summary>Jobs of the controller beside those of others, on the simulated systemd.</summary>
public sealed class UnitJobsTests : IDisposable
{
    private const string Unit = "podman-web.service";
    private readonly SimulatedHost _host = new(1, isTraced: false);
    private readonly SystemdClient _systemd;
    private readonly UnitJobs _jobs;
    private readonly JobOwnership _own;

    public UnitJobsTests()
    {
        var thread = new VirtualThread(_host.Pump);
        _systemd = new SystemdClient(_host, thread);
        _own = new JobOwnership(thread.Time);
        _jobs = new UnitJobs(_systemd, _own, new UnitEventDispatcher(_systemd), thread.Time);
        // Starting takes for ever.
        _host.Weather.Slow[Unit] = TimeSpan.FromDays(1);
        _host.Systemd.StartTransient(
            new TransientUnit("hold.slice", [new TransientProperty.Texts("Before", [Unit])]),
            [new TransientUnit(Unit, [new TransientProperty.Text("Type", "notify")])]);
        _host.Pump.Pass(TimeSpan.FromSeconds(1));
    }

    public void Dispose() => _host.Dispose();

    [Fact]
    public void Stop_SomebodyStartsIt_IsRefused()
    {
        _host.Systemd.Jobs.Enqueue(_host.Systemd.Units[Unit], JobKind.Start, JobAsker.Somebody);
        _host.Pump.Pass(TimeSpan.FromSeconds(1));
        Assert.IsType<ForeignJobException>(Error(Stop(replaced: 0)));
        Assert.NotNull(_own.ForeignAge(Row()));
        Assert.NotNull(_host.Systemd.Units[Unit].Job);
    }

    [Fact]
    public void Stop_SomebodyHasStartedItForTooLong_IsCarriedOut()
    {
        _host.Systemd.Jobs.Enqueue(_host.Systemd.Units[Unit], JobKind.Start, JobAsker.Somebody);
        _host.Pump.Pass(TimeSpan.FromSeconds(1));
        Assert.IsType<ForeignJobException>(Error(Stop(replaced: 0)));
        _host.Pump.Pass(TimeSpan.FromSeconds(300));
        Assert.Null(Error(Stop(replaced: 0)));
        _host.Pump.Pass(TimeSpan.FromSeconds(10));
        Assert.Equal("inactive", Row().ActiveState);
    }

    [Fact]
    public void Stop_TheControllerStartsItItself_IsCarriedOut()
    {
        Assert.Null(
            Error(
                _jobs.EnqueueAsync(Unit, 0, mode => _systemd.StartUnitAsync(Unit, mode, CancellationToken.None), CancellationToken.None)));
        _host.Pump.Pass(TimeSpan.FromSeconds(1));
        Assert.Null(_own.ForeignAge(Row()));
        Assert.Null(Error(Stop(replaced: 0)));
        _host.Pump.Pass(TimeSpan.FromSeconds(10));
        Assert.Equal("inactive", Row().ActiveState);
    }

    [Fact]
    public void Stop_JobMayBeReplaced_IsCarriedOut()
    {
        _host.Systemd.Jobs.Enqueue(_host.Systemd.Units[Unit], JobKind.Start, JobAsker.Systemd);
        _host.Pump.Pass(TimeSpan.FromSeconds(1));
        Assert.Null(Error(Stop(replaced: Row().JobId)));
    }

    // What requires it would be stopped too, and is being started: for as long as that takes, when nobody else asked for it.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Stop_DependentIsBeingStarted_IsRefusedForSomebodyElsesStartAlone(bool isOwn)
    {
        const string dependent = "podman-app.service";
        _host.Weather.Slow.Remove(Unit);
        _host.Weather.Slow[dependent] = TimeSpan.FromDays(1);
        _host.Systemd.StartTransient(
            new TransientUnit("app.slice", [new TransientProperty.Texts("Before", [dependent])]),
            [
                new TransientUnit(
                    dependent,
                    [
                        new TransientProperty.Text("Type", "notify"), new TransientProperty.Texts("Requires", [Unit]),
                        new TransientProperty.Texts("After", [Unit]),
                    ]),
            ]);
        _host.Systemd.Jobs.Enqueue(_host.Systemd.Units[Unit], JobKind.Start, JobAsker.Controller);
        _host.Pump.Pass(TimeSpan.FromSeconds(10));
        if (isOwn)
            Assert.Null(
                Error(
                    _jobs.EnqueueAsync(dependent, 0, mode => _systemd.StartUnitAsync(dependent, mode, CancellationToken.None),
                        CancellationToken.None)));
        else
            _host.Systemd.Jobs.Enqueue(_host.Systemd.Units[dependent], JobKind.Start, JobAsker.Somebody);
        _host.Pump.Pass(TimeSpan.FromSeconds(1));
        Assert.NotNull(_host.Systemd.Units[dependent].Job);
        Assert.Null(_host.Systemd.Units[Unit].Job);
        Assert.Equal(isOwn, Error(Stop(replaced: 0)) is null);
    }

    private Task<SystemdJob> Stop(uint replaced) =>
        _jobs.EnqueueAsync(Unit, replaced, mode => _systemd.StopUnitAsync(Unit, mode, CancellationToken.None), CancellationToken.None);

    private UnitStatus Row() => UnitRows.List(_host.Systemd, [Unit]).Single();

    private Exception? Error(Task<SystemdJob> asked)
    {
        _host.Pump.Pass(TimeSpan.FromSeconds(1));
        Assert.True(asked.IsCompleted);
        return asked.Exception?.InnerException;
    }
}
