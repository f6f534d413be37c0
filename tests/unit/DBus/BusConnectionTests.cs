using Tmds.DBus.Protocol;

namespace OciReconciler.UnitTests.DBus;

/// <summary>Deadlines, threads and ends of a connection to a bus that can be frozen and killed.</summary>
public sealed class BusConnectionTests : IAsyncLifetime
{
    private const string Unit = "podman-web.service";

    // dbus-daemon's limit for each connection of a bus without limits of its own, such as the system bus.
    private const int MostPendingReplies = 128;

    private ManagerFixture? _fixture;
    private SystemdManager? _manager;

    private static CancellationToken None => CancellationToken.None;

    private ManagerFixture Fixture => _fixture!;

    private ScriptedSystemd Systemd => Fixture.Systemd;

    private SystemdManager Manager => _manager!;

    public async ValueTask InitializeAsync()
    {
        _fixture = await ManagerFixture.StartAsync();
        _manager = await _fixture.ConnectAsync();
        Systemd.Answer("ResetFailedUnit", _ => { });
    }

    public async ValueTask DisposeAsync()
    {
        await Fixture.Bus.ContinueAsync();
        await Fixture.DisposeAsync();
    }

    [Fact]
    public async Task NoAnswer_TimesOutAndTheConnectionGoesOn()
    {
        SystemdManager hasty = await Fixture.ConnectAsync(
            Fixture.Options with { CallTimeout = TimeSpan.FromMilliseconds(150) }, TimeProvider.System);
        await Fixture.Bus.FreezeAsync();
        BusException error = await Assert.ThrowsAsync<BusException>(() => hasty.ResetFailedUnitAsync(Unit, None));
        Assert.Equal(BusFailure.Timeout, error.Failure);
        await Fixture.Bus.ContinueAsync();
        await Manager.ResetFailedUnitAsync(Unit, None);
    }

    [Fact]
    public async Task Cancelled_EndsTheWaitAndTheConnectionGoesOn()
    {
        Systemd.Ignore("Reload");
        using var cancellation = new CancellationTokenSource();
        Task call = Manager.ReloadAsync(cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Manager.ResetFailedUnitAsync(Unit, cancellation.Token));
        await Manager.ResetFailedUnitAsync(Unit, None);
        Assert.Single(Systemd.Log, member => member == "ResetFailedUnit");
    }

    [Fact]
    public async Task ManyAtOnceFromManyThreads_EachGetsItsOwnAnswer()
    {
        Systemd.Answer("StartUnit", context =>
        {
            Reader reader = context.Request.GetBodyReader();
            string unit = reader.ReadString();
            MessageWriter writer = context.CreateReplyWriter("o");
            writer.WriteObjectPath($"/job/{unit}");
            context.Reply(writer.CreateMessage());
        });
        await Task.WhenAll(Enumerable.Range(0, MostPendingReplies).Select(i => Task.Run(async () =>
            Assert.Equal($"/job/n{i}", (await Manager.StartUnitAsync($"n{i}", JobMode.Replace, None)).Path))));
    }

    // Whoever works on after a call, for however long, does not do so on the loop that reads the answers of others.
    [Fact]
    public async Task Continuation_ThatBlocks_BlocksNobody()
    {
        using var done = new ManualResetEventSlim();
        Task blocked = Task.Run(async () =>
        {
            await Manager.ResetFailedUnitAsync(Unit, None);
            Assert.True(done.Wait(ManagerFixture.Guard));
        });
        Task failed = Task.Run(async () =>
        {
            await Assert.ThrowsAsync<BusException>(() => Manager.StopUnitAsync(Unit, JobMode.Replace, None));
            Assert.True(done.Wait(ManagerFixture.Guard));
        });
        await Manager.ResetFailedUnitAsync(Unit, None).WaitAsync(ManagerFixture.Guard);
        await Manager.ResetFailedUnitAsync(Unit, None).WaitAsync(ManagerFixture.Guard);
        done.Set();
        await Task.WhenAll(blocked, failed);
    }

    [Fact]
    public async Task BusDies_WhatWaitsFailsAndSoDoesWhatComesAfter()
    {
        Systemd.Ignore("Reload");
        Task call = Manager.ReloadAsync(None);
        await Fixture.Bus.KillAsync();
        Assert.Equal(BusFailure.Closed, (await Assert.ThrowsAsync<BusException>(() => call)).Failure);
        await ManagerFixture.NextAsync<UnitEvent.Disconnected>(Manager);
        Assert.Equal(BusFailure.Closed, (await Assert.ThrowsAsync<BusException>(() => Manager.ResetFailedUnitAsync(Unit, None))).Failure);
        await Fixture.Bus.RestartAsync();
    }

    [Fact]
    public async Task Dispose_WithCallsWaiting_FailsThem()
    {
        Systemd.Ignore("Reload");
        Task call = Manager.ReloadAsync(None);
        await Manager.DisposeAsync();
        BusException error = await Assert.ThrowsAsync<BusException>(() => call);
        Assert.Equal(BusFailure.Closed, error.Failure);
        Assert.Contains("closed by this side", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unix:path=/nowhere/socket")]
    [InlineData("nonsense")]
    [InlineData("")]
    public async Task Connect_NoBusThere_IsClosedAndNamesTheBus(string address)
    {
        BusException error = await Assert.ThrowsAsync<BusException>(() => SystemdManager.ConnectAsync(
            TimeProvider.System, new SystemdManagerOptions { Bus = () => new DBusConnectionOptions(address), BusName = address }, None));
        Assert.Equal(BusFailure.Closed, error.Failure);
        Assert.Contains($"at {address}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_BusThatHangsUpWhileItAuthenticates_IsClosed()
    {
        using var bus = new ResettingBus();
        BusException error = await Assert.ThrowsAsync<BusException>(() => SystemdManager.ConnectAsync(
            TimeProvider.System, Fixture.Options with { Bus = () => new DBusConnectionOptions(bus.Address) }, None));
        Assert.Equal(BusFailure.Closed, error.Failure);
    }

    [Fact]
    public async Task Dispose_WhileReconnectingFails_EndsInOrder()
    {
        using var bus = new ResettingBus();
        var address = Fixture.Bus.Address;
        SystemdManager manager = await SystemdManager.ConnectAsync(
            TimeProvider.System, Fixture.Options with { Bus = () => new DBusConnectionOptions(address) }, None);
        address = bus.Address;
        await Fixture.Bus.KillAsync();
        await bus.ConnectionsAsync(20);
        await manager.DisposeAsync();
        await Fixture.Bus.RestartAsync();
    }

    [Fact]
    public async Task Connect_BusThatNeverGreets_EndsWithTheDeadlineOrACancellation()
    {
        await Fixture.Bus.FreezeAsync();
        BusException error = await Assert.ThrowsAsync<BusException>(
            () => Fixture.ConnectAsync(Fixture.Options with { CallTimeout = TimeSpan.FromMilliseconds(100) }, TimeProvider.System));
        Assert.Equal(BusFailure.Closed, error.Failure);
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            SystemdManager.ConnectAsync(TimeProvider.System, Fixture.Options, cancellation.Token));
    }
}
