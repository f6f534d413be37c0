using OciReconciler.DBus.Bus;
using OciReconciler.DBus.Systemd;
using OciReconciler.Executing;
using OciReconciler.UnitTests.DBus;

namespace OciReconciler.UnitTests.Executing;

/// <summary>A pass waits a little for a start, not for as long as a container takes to be ready.</summary>
public sealed class StartGateTests
{
    private const string Unit = "podman-web.service";
    private const string Job = "/org/freedesktop/systemd1/job/42";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly ScriptedBus _bus = new();
    private readonly InstantTime _time = new();

    public StartGateTests()
    {
        _bus.Answer("ResetFailedUnit", _ => []);
        _bus.AnswerWithJob("StartUnit", Job);
    }

    [Fact]
    public async Task StartGate_JobOutlastsThePatience_IsLeftToSystemd()
    {
        await using var systemd = await ConnectAsync();
        using var gate = new StartGate(systemd, _time, Patience);
        Assert.False(await gate.StartAsync(Unit, CancellationToken.None));
        Assert.Contains(Patience, _time.Waits);
        Assert.Contains("StartUnit", _bus.Log);
    }

    [Fact]
    public async Task StartGate_JobFails_IsAFailure()
    {
        _bus.Answer("StartUnit", _ =>
        {
            _bus.Raise(ScriptedBus.JobRemoved(Job, Unit, "failed"));
            return [new BusValue.ObjectPath(Job)];
        });
        await using var systemd = await ConnectAsync();
        using var gate = new StartGate(systemd, _time, Patience);
        var failure = await Assert.ThrowsAsync<StepException>(() => gate.StartAsync(Unit, CancellationToken.None));
        Assert.Equal("StartFailed", failure.Reason);
    }

    private Task<SystemdManager> ConnectAsync() =>
        SystemdManager.ConnectAsync(_ => Task.FromResult<IBusConnection>(_bus), _time, new SystemdManagerOptions(), CancellationToken.None);
}
