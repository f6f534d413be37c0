using OciReconciler.DBus.Bus;
using OciReconciler.DBus.Systemd;

namespace OciReconciler.UnitTests.DBus;

public sealed class SystemdManagerTests : IAsyncDisposable
{
    private const string Unit = "podman-web.service";
    private const string Job = "/org/freedesktop/systemd1/job/42";
    private static readonly TimeSpan Guard = TimeSpan.FromSeconds(20);

    private readonly InstantTime _time = new();
    private readonly Queue<ScriptedBus> _buses = new();
    private readonly ScriptedBus _bus;
    private SystemdManager? _manager;

    public SystemdManagerTests() => _bus = NextBus();

    private static CancellationToken None => CancellationToken.None;

    public async ValueTask DisposeAsync()
    {
        if (_manager is not null)
            await _manager.DisposeAsync();
    }

    [Fact]
    public async Task Connect_InstallsMatchesThenSubscribesThenTellsToList()
    {
        SystemdManager manager = await ConnectAsync();
        IReadOnlyList<string> log = _bus.Log;
        Assert.All(log.Take(SignalRouter.Rules.Count), entry => Assert.StartsWith("match ", entry, StringComparison.Ordinal));
        Assert.Equal(["GetNameOwner", "Subscribe", "Get"], log.Skip(SignalRouter.Rules.Count), StringComparer.Ordinal);
        Assert.IsType<UnitEvent.Relist>(await NextAsync(manager));
        Assert.Equal(new ManagerInfo("257.9-1", 257), manager.Info);
    }

    [Fact]
    public async Task Connect_AlreadySubscribed_IsSuccess()
    {
        _bus.Fail("Subscribe", SystemdErrors.AlreadySubscribed);
        Assert.Equal(257, (await ConnectAsync()).Info.MajorVersion);
    }

    [Fact]
    public async Task Connect_NoSystemd_ThrowsWithTheErrorsNameAndLeavesNoConnection()
    {
        const string Name = "org.freedesktop.DBus.Error.NameHasNoOwner";
        _bus.Fail("GetNameOwner", Name);
        BusException error = await Assert.ThrowsAsync<BusException>(ConnectAsync);
        Assert.Equal(Name, error.ErrorName);
        Assert.True(_bus.Closed.IsCompleted);
    }

    [Fact]
    public async Task StartUnit_JobRemovedBeforeTheReply_IsNotLost()
    {
        SystemdManager manager = await ConnectAsync();
        _bus.Answer("StartUnit", _ =>
        {
            _bus.Raise(ScriptedBus.JobRemoved(Job, Unit, "dependency"));
            return [new BusValue.ObjectPath(Job)];
        });
        SystemdJob job = await manager.StartUnitAsync(Unit, JobMode.Replace, None);
        Assert.Equal(JobResult.Dependency, await job.WaitAsync(Guard, TimeProvider.System, None));
    }

    [Fact]
    public async Task StopUnit_JobRemovedLater_EndsTheJobAndTellsOfTheUnit()
    {
        SystemdManager manager = await ConnectAsync();
        _bus.AnswerWithJob("StopUnit", Job);
        SystemdJob job = await manager.StopUnitAsync(Unit, JobMode.Fail, None);
        _bus.Raise(ScriptedBus.JobRemoved("/org/freedesktop/systemd1/job/1", "other.service", "done"));
        Task<JobResult> waiting = job.WaitAsync(Guard, TimeProvider.System, None);
        Assert.False(waiting.IsCompleted);
        _bus.Raise(ScriptedBus.JobRemoved(Job, Unit, "failed"));
        Assert.Equal(JobResult.Failed, await waiting);
        Assert.IsType<UnitEvent.Relist>(await NextAsync(manager));
        Assert.Equal(new UnitEvent.Changed("other.service"), await NextAsync(manager));
        Assert.Equal(new UnitEvent.Changed(Unit), await NextAsync(manager));
    }

    [Fact]
    public async Task Call_ErrorReply_KeepsTheName()
    {
        SystemdManager manager = await ConnectAsync();
        _bus.Fail("StopUnit", SystemdErrors.NoSuchUnit);
        BusException error = await Assert.ThrowsAsync<BusException>(() => manager.StopUnitAsync(Unit, JobMode.Replace, None));
        Assert.Equal(SystemdErrors.NoSuchUnit, error.ErrorName);
    }

    [Fact]
    public async Task Reload_HasALongerDeadlineThanOtherCalls()
    {
        SystemdManager manager = await ConnectAsync();
        _bus.Answer("Reload", _ => []);
        _bus.Answer("ResetFailedUnit", _ => []);
        await manager.ReloadAsync(None);
        Assert.Equal(new SystemdManagerOptions().ReloadTimeout, _bus.LastTimeout);
        await manager.ResetFailedUnitAsync(Unit, None);
        Assert.Equal(new SystemdManagerOptions().CallTimeout, _bus.LastTimeout);
    }

    [Fact]
    public async Task Disconnect_FaultsJobsReconnectsSubscribesAndRelists()
    {
        ScriptedBus second = NextBus("258.1");
        SystemdManager manager = await ConnectAsync();
        Assert.IsType<UnitEvent.Relist>(await NextAsync(manager));
        _bus.AnswerWithJob("StartUnit", Job);
        SystemdJob job = await manager.StartUnitAsync(Unit, JobMode.Replace, None);
        _bus.Break("scripted end");

        BusException error = await Assert.ThrowsAsync<BusException>(() => job.WaitAsync(Guard, TimeProvider.System, None));
        Assert.Equal(BusFailure.Closed, error.Failure);
        Assert.Equal(new UnitEvent.Disconnected("scripted end"), await NextAsync(manager));
        Assert.IsType<UnitEvent.Relist>(await NextAsync(manager));
        Assert.Contains("Subscribe", second.Log, StringComparer.Ordinal);
        Assert.Equal(258, manager.Info.MajorVersion);
        second.Answer("ResetFailedUnit", _ => []);
        await manager.ResetFailedUnitAsync(Unit, None);
        Assert.Contains("ResetFailedUnit", second.Log, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Disconnect_BusStaysAway_WaitsLongerEachTimeUpToTheLimit()
    {
        for (int i = 0; i < 8; i++)
            NextBus().Fail("GetNameOwner", "org.freedesktop.DBus.Error.NameHasNoOwner");
        NextBus();
        SystemdManager manager = await ConnectAsync(new SystemdManagerOptions { Chance = () => 1 });
        _bus.Break("scripted end");
        await NextAsync(manager);
        await NextAsync(manager);
        Assert.IsType<UnitEvent.Relist>(await NextAsync(manager));
        double[] seconds = [0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 10, 10, 10];
        Assert.Equal(seconds.Select(TimeSpan.FromSeconds), _time.Waits);
    }

    [Fact]
    public async Task SystemdLeavesAndComesBack_IsSubscribedAgain()
    {
        SystemdManager manager = await ConnectAsync();
        Assert.IsType<UnitEvent.Relist>(await NextAsync(manager));
        _bus.AnswerWithJob("StartUnit", Job);
        SystemdJob job = await manager.StartUnitAsync(Unit, JobMode.Replace, None);

        _bus.Raise(ScriptedBus.OwnerChanged(ScriptedBus.Systemd, string.Empty));
        await Assert.ThrowsAsync<BusException>(() => job.WaitAsync(Guard, TimeProvider.System, None));
        Assert.IsType<UnitEvent.Disconnected>(await NextAsync(manager));
        BusException error = await Assert.ThrowsAsync<BusException>(() => manager.StartUnitAsync(Unit, JobMode.Replace, None));
        Assert.Equal(BusFailure.Closed, error.Failure);

        _bus.Raise(ScriptedBus.OwnerChanged(string.Empty, ":1.99"));
        Assert.IsType<UnitEvent.Relist>(await NextAsync(manager));
        Assert.Equal(2, _bus.Log.Count(entry => string.Equals(entry, "Subscribe", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Dispose_Twice_EndsTheEventsAndRefusesCalls()
    {
        SystemdManager manager = await ConnectAsync();
        await manager.DisposeAsync();
        await manager.DisposeAsync();
        Assert.True(_bus.Closed.IsCompleted);
        await NextAsync(manager);
        await manager.Events.Completion.WaitAsync(Guard);
        await Assert.ThrowsAsync<BusException>(() => manager.ResetFailedUnitAsync(Unit, None));
    }

    private ScriptedBus NextBus(string version = "257.9-1")
    {
        var bus = new ScriptedBus(version);
        _buses.Enqueue(bus);
        return bus;
    }

    private Task<SystemdManager> ConnectAsync() => ConnectAsync(new SystemdManagerOptions());

    private async Task<SystemdManager> ConnectAsync(SystemdManagerOptions options) =>
        _manager = await SystemdManager.ConnectAsync(
            _ => Task.FromResult<IBusConnection>(_buses.Dequeue()), _time, options, None);

    private static Task<UnitEvent> NextAsync(SystemdManager manager) => manager.Events.ReadAsync().AsTask().WaitAsync(Guard);
}
