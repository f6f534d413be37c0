using OciReconciler.DBus.Bus;
using OciReconciler.DBus.SdBus;
using OciReconciler.DBus.Systemd;

namespace OciReconciler.IntegrationTests.DBus;

/// <summary>sd-bus against a real bus, which can be frozen and killed.</summary>
public sealed class SdBusConnectionTests : IAsyncLifetime
{
    private const string Bus = "org.freedesktop.DBus";
    private const string Name = "invalid.oci.Test";
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(20);

    private PrivateBus? _bus;
    private IBusConnection? _connection;

    private PrivateBus Daemon => _bus ?? throw new InvalidOperationException("not started");

    private IBusConnection Connection => _connection ?? throw new InvalidOperationException("not started");

    public async ValueTask InitializeAsync()
    {
        _bus = await PrivateBus.StartAsync();
        _connection = await SdBusConnection.OpenAddressAsync(_bus.Address);
    }

    public async ValueTask DisposeAsync()
    {
        await Daemon.ContinueAsync();
        await Connection.DisposeAsync();
        await Daemon.DisposeAsync();
    }

    [Fact]
    public async Task Call_ReadsTheAnswer()
    {
        IReadOnlyList<BusValue> body = await CallAsync("ListNames");
        Assert.Contains(Bus, body.At(0).AsTexts(), StringComparer.Ordinal);
        Assert.Equal("as", body.At(0).Signature);
    }

    [Fact]
    public async Task Call_ErrorReply_KeepsNameAndMessage()
    {
        BusException error = await Assert.ThrowsAsync<BusException>(() => CallAsync("GetNameOwner", new BusValue.Text(Name)));
        Assert.Equal(BusFailure.ErrorReply, error.Failure);
        Assert.Equal("org.freedesktop.DBus.Error.NameHasNoOwner", error.ErrorName);
        Assert.Contains(Name, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_ArgumentThatCannotBeWritten_FailsOnlyThisCall()
    {
        BusException error = await Assert.ThrowsAsync<BusException>(() => CallAsync("GetNameOwner", new BusValue.Text("a\0b")));
        Assert.Equal(BusFailure.Malformed, error.Failure);
        await CallAsync("ListNames");
    }

    [Fact]
    public async Task Call_ReaderThrows_TheCallerSeesItAndTheConnectionGoesOn()
    {
        await Assert.ThrowsAsync<FormatException>(
            () => Connection.CallAsync<int>(ToBus("ListNames"), _ => throw new FormatException(), Long, CancellationToken.None));
        await CallAsync("ListNames");
    }

    [Fact]
    public async Task Call_NoAnswer_TimesOutAndTheConnectionGoesOn()
    {
        await Daemon.FreezeAsync();
        BusException error = await Assert.ThrowsAsync<BusException>(() => CallAsync(TimeSpan.FromMilliseconds(150), ToBus("ListNames")));
        Assert.Equal(BusFailure.Timeout, error.Failure);
        await Daemon.ContinueAsync();
        await CallAsync("ListNames");
    }

    [Fact]
    public async Task Call_Cancelled_EndsTheWait()
    {
        await Daemon.FreezeAsync();
        using var cancellation = new CancellationTokenSource();
        Task call = Connection.CallAsync(ToBus("ListNames"), body => body, Long, cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await Daemon.ContinueAsync();
        await CallAsync("ListNames");
    }

    [Fact]
    public async Task Call_ManyAtOnceFromManyThreads_EachGetsItsOwnAnswer()
    {
        IEnumerable<Task> calls = Enumerable.Range(0, 300).Select(i => Task.Run(async () =>
        {
            BusException error = await Assert.ThrowsAsync<BusException>(() => CallAsync("GetNameOwner", new BusValue.Text($"{Name}.n{i}")));
            Assert.Contains($"{Name}.n{i}'", error.Message, StringComparison.Ordinal);
        }));
        await Task.WhenAll(calls);
    }

    [Fact]
    public async Task Match_DeliversSignalsInOrder()
    {
        var seen = new TaskCompletionSource<IReadOnlyList<BusSignal>>(TaskCreationOptions.RunContinuationsAsynchronously);
        var signals = new List<BusSignal>();
        await Connection.MatchAsync($"type='signal',sender='{Bus}',member='NameOwnerChanged',arg0='{Name}'", signal =>
        {
            signals.Add(signal);
            if (signals.Count == 2)
                seen.TrySetResult(signals);
        });
        await using (IBusConnection other = await SdBusConnection.OpenAddressAsync(Daemon.Address))
            await other.CallAsync(ToBus("RequestName", new BusValue.Text(Name), new BusValue.UInt32(0)), body => body, Long, CancellationToken.None);
        IReadOnlyList<BusSignal> both = await seen.Task.WaitAsync(Long);
        string owner = both[0].Body.At(2).AsText();
        Assert.Equal((Name, string.Empty), (both[0].Body.At(0).AsText(), both[0].Body.At(1).AsText()));
        Assert.StartsWith(":", owner, StringComparison.Ordinal);
        Assert.Equal((owner, string.Empty), (both[1].Body.At(1).AsText(), both[1].Body.At(2).AsText()));
        Assert.Equal((Bus, "NameOwnerChanged"), (both[0].Sender, both[0].Member));
    }

    [Fact]
    public async Task Match_BadRule_IsRefused() =>
        await Assert.ThrowsAsync<BusException>(() => Connection.MatchAsync("type='nonsense'", _ => { }));

    [Fact]
    public async Task Match_HandlerThrows_EndsTheConnectionWithTheReason()
    {
        await Connection.MatchAsync($"type='signal',sender='{Bus}',member='NameOwnerChanged'", _ => throw new FormatException("scripted"));
        await using IBusConnection other = await SdBusConnection.OpenAddressAsync(Daemon.Address);
        Assert.Contains("scripted", await Connection.Closed.WaitAsync(Long), StringComparison.Ordinal);
    }

    [Fact]
    public async Task DaemonDies_ClosedTellsAndWhatWaitsFails()
    {
        await Daemon.FreezeAsync();
        Task<IReadOnlyList<BusValue>> call = CallAsync("ListNames");
        await Daemon.KillAsync();
        Assert.Equal(BusFailure.Closed, (await Assert.ThrowsAsync<BusException>(() => call)).Failure);
        Assert.NotEmpty(await Connection.Closed.WaitAsync(Long));
        Assert.Equal(BusFailure.Closed, (await Assert.ThrowsAsync<BusException>(() => CallAsync("ListNames"))).Failure);
        await RestartAsync();
    }

    [Fact]
    public async Task Dispose_WithCallsWaiting_FailsThemAndMayBeRepeated()
    {
        await Daemon.FreezeAsync();
        Task<IReadOnlyList<BusValue>> call = CallAsync("ListNames");
        Task match = Connection.MatchAsync("type='signal'", _ => { });
        await Connection.DisposeAsync();
        await Connection.DisposeAsync();
        Assert.Equal(BusFailure.Closed, (await Assert.ThrowsAsync<BusException>(() => call)).Failure);
        Assert.Equal(BusFailure.Closed, (await Assert.ThrowsAsync<BusException>(() => match)).Failure);
        Assert.Equal("closed by this side", await Connection.Closed);
        await Assert.ThrowsAsync<BusException>(() => Connection.MatchAsync("type='signal'", _ => { }));
    }

    [Fact]
    public async Task Open_NoBusThere_ThrowsClosed()
    {
        BusException error = await Assert.ThrowsAsync<BusException>(() => SdBusConnection.OpenAddressAsync(Daemon.Address.Split(',')[0] + "-missing"));
        Assert.Equal(BusFailure.Closed, error.Failure);
        Assert.Equal(BusFailure.Closed, (await Assert.ThrowsAsync<BusException>(() => SdBusConnection.OpenAddressAsync("nonsense"))).Failure);
    }

    [Fact]
    public async Task Open_BusThatNeverGreets_CanBeCancelled()
    {
        await Daemon.FreezeAsync();
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => SdBusConnection.OpenAddressAsync(Daemon.Address, cancellation.Token));
    }

    [Fact]
    public async Task ConnectToSystemd_BusWithoutSystemd_Throws()
    {
        BusException error = await Assert.ThrowsAsync<BusException>(() => SystemdManager.ConnectAsync(
            token => SdBusConnection.OpenAddressAsync(Daemon.Address, token), TimeProvider.System, new SystemdManagerOptions(), CancellationToken.None));
        Assert.Equal("org.freedesktop.DBus.Error.NameHasNoOwner", error.ErrorName);
    }

    private static BusCall ToBus(string member, params BusValue[] body) => new(Bus, "/org/freedesktop/DBus", Bus, member, body);

    private Task<IReadOnlyList<BusValue>> CallAsync(string member, params BusValue[] body) => CallAsync(Long, ToBus(member, body));

    private Task<IReadOnlyList<BusValue>> CallAsync(TimeSpan timeout, BusCall call) =>
        Connection.CallAsync(call, body => body, timeout, CancellationToken.None);

    private async Task RestartAsync()
    {
        await Connection.DisposeAsync();
        await Daemon.DisposeAsync();
        await InitializeAsync();
    }
}
