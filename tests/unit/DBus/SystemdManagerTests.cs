using Tmds.DBus.Protocol;

namespace OciReconciler.UnitTests.DBus;

public sealed class SystemdManagerTests : IAsyncLifetime
{
    private const string Unit = "podman-web.service";
    private const string Job = "/org/freedesktop/systemd1/job/42";

    private ManagerFixture? _fixture;

    private static CancellationToken None => CancellationToken.None;

    private ManagerFixture Fixture => _fixture!;

    private ScriptedSystemd Systemd => Fixture.Systemd;

    public async ValueTask InitializeAsync() => _fixture = await ManagerFixture.StartAsync();

    public ValueTask DisposeAsync() => Fixture.DisposeAsync();

    [Fact]
    public async Task Connect_SubscribesThenAsksToList()
    {
        SystemdManager manager = await Fixture.ConnectAsync();
        Assert.Equal(["Subscribe", "Get"], Systemd.Log);
        Assert.IsType<UnitEvent.Relist>(await ManagerFixture.NextAsync(manager));
        Assert.Equal(new ManagerInfo("257.9-1", 257), manager.Info);
    }

    [Fact]
    public async Task Connect_AlreadySubscribed_IsSuccess()
    {
        Systemd.Fail("Subscribe", SystemdErrors.AlreadySubscribed);
        Assert.Equal(257, (await Fixture.ConnectAsync()).Info.MajorVersion);
    }

    [Fact]
    public async Task Connect_NoSystemd_ThrowsWithTheErrorsNameAndLeavesNoConnection()
    {
        await Systemd.LeaveAsync();
        using DBusConnection other = await Fixture.Bus.ConnectAsync();
        string[] before = await other.ListServicesAsync();
        BusException error = await Assert.ThrowsAsync<BusException>(Fixture.ConnectAsync);
        Assert.Equal("org.freedesktop.DBus.Error.ServiceUnknown", error.ErrorName);
        Assert.Equal(before.Order(), (await other.ListServicesAsync()).Order());
    }

    [Fact]
    public async Task StartUnit_JobRemovedBeforeTheReply_IsNotLost()
    {
        SystemdManager manager = await Fixture.ConnectAsync();
        Systemd.Answer("StartUnit", context =>
        {
            Systemd.JobRemoved(Job, Unit, "dependency");
            MessageWriter writer = context.CreateReplyWriter("o");
            writer.WriteObjectPath(Job);
            context.Reply(writer.CreateMessage());
        });
        SystemdJob job = await manager.StartUnitAsync(Unit, JobMode.Replace, None);
        Assert.Equal(JobResult.Dependency, await job.WaitAsync(ManagerFixture.Guard, TimeProvider.System, None));
    }

    [Fact]
    public async Task StopUnit_JobRemovedLater_EndsTheJobAndReportsTheUnit()
    {
        SystemdManager manager = await Fixture.ConnectAsync();
        Systemd.AnswerWithJob("StopUnit", Job);
        SystemdJob job = await manager.StopUnitAsync(Unit, JobMode.Fail, None);
        Systemd.JobRemoved("/org/freedesktop/systemd1/job/1", "other.service", "done");
        Task<JobResult> waiting = job.WaitAsync(ManagerFixture.Guard, TimeProvider.System, None);
        Assert.IsType<UnitEvent.Relist>(await ManagerFixture.NextAsync(manager));
        Assert.Equal(new UnitEvent.Changed("other.service"), await ManagerFixture.NextAsync(manager));
        Assert.False(waiting.IsCompleted);
        Systemd.JobRemoved(Job, Unit, "failed");
        Assert.Equal(JobResult.Failed, await waiting);
        Assert.Equal(new UnitEvent.Changed(Unit), await ManagerFixture.NextAsync(manager));
    }

    [Fact]
    public async Task Reload_HasALongerDeadlineThanOtherCalls()
    {
        var time = new FakeTimeProvider();
        SystemdManager manager = await Fixture.ConnectAsync(Fixture.Options, time);
        Systemd.Ignore("Reload");
        Systemd.Ignore("ResetFailedUnit");
        Task reload = manager.ReloadAsync(None);
        Task reset = manager.ResetFailedUnitAsync(Unit, None);
        time.Advance(Fixture.Options.CallTimeout);
        Assert.Equal(BusFailure.Timeout, (await Assert.ThrowsAsync<BusException>(() => reset)).Failure);
        Assert.False(reload.IsCompleted);
        time.Advance(Fixture.Options.ReloadTimeout);
        Assert.Equal(BusFailure.Timeout, (await Assert.ThrowsAsync<BusException>(() => reload)).Failure);
    }

    [Fact]
    public async Task Disconnect_FaultsJobsReconnectsSubscribesAndRelists()
    {
        SystemdManager manager = await Fixture.ConnectAsync();
        Assert.IsType<UnitEvent.Relist>(await ManagerFixture.NextAsync(manager));
        Systemd.AnswerWithJob("StartUnit", Job);
        SystemdJob job = await manager.StartUnitAsync(Unit, JobMode.Replace, None);

        await Fixture.Bus.RestartAsync();
        BusException error = await Assert.ThrowsAsync<BusException>(() => job.WaitAsync(ManagerFixture.Guard, TimeProvider.System, None));
        Assert.Equal(BusFailure.Closed, error.Failure);
        Assert.NotEmpty(Assert.IsType<UnitEvent.Disconnected>(await ManagerFixture.NextAsync(manager)).Reason);
        Systemd.Answer("Get", "v", (ref MessageWriter writer) => writer.WriteVariantString("258.1"));
        await Systemd.ReconnectAsync(Fixture.Bus);
        Assert.IsType<UnitEvent.Relist>(await ManagerFixture.NextAsync(manager));
        Assert.Equal(258, manager.Info.MajorVersion);
        Systemd.Answer("ResetFailedUnit", _ => { });
        await manager.ResetFailedUnitAsync(Unit, None);
    }

    [Fact]
    public async Task SystemdLeavesAndComesBack_IsSubscribedAgain()
    {
        SystemdManager manager = await Fixture.ConnectAsync();
        Assert.IsType<UnitEvent.Relist>(await ManagerFixture.NextAsync(manager));
        Systemd.AnswerWithJob("StartUnit", Job);
        SystemdJob job = await manager.StartUnitAsync(Unit, JobMode.Replace, None);

        await Systemd.LeaveAsync();
        await Assert.ThrowsAsync<BusException>(() => job.WaitAsync(ManagerFixture.Guard, TimeProvider.System, None));
        Assert.IsType<UnitEvent.Disconnected>(await ManagerFixture.NextAsync(manager));
        BusException error = await Assert.ThrowsAsync<BusException>(() => manager.StartUnitAsync(Unit, JobMode.Replace, None));
        Assert.Equal(BusFailure.Closed, error.Failure);

        await Systemd.TakeNameAsync();
        Assert.IsType<UnitEvent.Relist>(await ManagerFixture.NextAsync(manager));
        Assert.Equal(2, Systemd.Log.Count(member => member == "Subscribe"));
    }

    [Fact]
    public async Task SystemdComesBackAsAnotherConnection_ItsSignalsCount()
    {
        SystemdManager manager = await Fixture.ConnectAsync();
        await Systemd.ReconnectAsync(Fixture.Bus);
        await ManagerFixture.NextAsync<UnitEvent.Disconnected>(manager);
        await ManagerFixture.NextAsync<UnitEvent.Relist>(manager);
        Systemd.UnitNew(Unit);
        Assert.Equal(new UnitEvent.Added(Unit), await ManagerFixture.NextAsync(manager));
    }

    [Fact]
    public async Task SystemdComesBackAndDoesNotAnswer_TheConnectionIsMadeAnew()
    {
        SystemdManager manager = await Fixture.ConnectAsync();
        Systemd.Fail("Subscribe", "org.test.No");
        await Systemd.LeaveAsync();
        await Systemd.TakeNameAsync();
        UnitEvent.Disconnected lost = await ManagerFixture.NextAsync<UnitEvent.Disconnected>(manager);
        lost = await ManagerFixture.NextAsync<UnitEvent.Disconnected>(manager);
        Assert.Contains("did not answer", lost.Reason, StringComparison.Ordinal);
        Systemd.Answer("Subscribe", _ => { });
        await ManagerFixture.NextAsync<UnitEvent.Relist>(manager);
    }

    [Fact]
    public async Task Dispose_Twice_EndsTheEventsAndRefusesCalls()
    {
        SystemdManager manager = await Fixture.ConnectAsync();
        await manager.DisposeAsync();
        await manager.DisposeAsync();
        await ManagerFixture.NextAsync(manager);
        await manager.Events.Completion.WaitAsync(ManagerFixture.Guard);
        await Assert.ThrowsAsync<BusException>(() => manager.ResetFailedUnitAsync(Unit, None));
    }

    [Fact]
    public async Task Calls_AreCountedByMethodAndFailure()
    {
        List<string> called = [];
        List<BusFailure> failed = [];
        SystemdManager manager = await Fixture.ConnectAsync(
            Fixture.Options with { Called = called.Add, Failed = failed.Add }, TimeProvider.System);
        Systemd.Fail("StopUnit", SystemdErrors.NoSuchUnit);
        await Assert.ThrowsAsync<BusException>(() => manager.StopUnitAsync(Unit, JobMode.Replace, None));
        await manager.DisposeAsync();
        await Assert.ThrowsAsync<BusException>(() => manager.ReloadAsync(None));
        Assert.Equal(["Subscribe", "Get", "StopUnit"], called);
        Assert.Equal([BusFailure.ErrorReply, BusFailure.Closed], failed);
    }

    [Fact]
    public void Reconnecting_WaitsLongerEachTimeUpToTheLimit()
    {
        var options = new SystemdManagerOptions { Jitter = () => 1 };
        double[] seconds = [0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 10, 10, 10];
        Assert.Equal(seconds.Select(TimeSpan.FromSeconds), Enumerable.Range(0, 9).Select(options.DelayBefore));
        Assert.Equal(TimeSpan.FromSeconds(0.1), (options with { Jitter = () => 0 }).DelayBefore(0));
    }
}
