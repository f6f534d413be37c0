using Tmds.DBus.Protocol;

namespace OciReconciler.UnitTests.DBus;

/// <summary>Signals over a bus: who may send them, and what becomes of those that cannot be read.</summary>
public sealed class SignalDeliveryTests : IAsyncLifetime
{
    private const string Job = "/org/freedesktop/systemd1/job/1";

    private ManagerFixture? _fixture;
    private SystemdManager? _manager;

    private ScriptedSystemd Systemd => _fixture!.Systemd;

    private SystemdManager Manager => _manager!;

    public async ValueTask InitializeAsync()
    {
        _fixture = await ManagerFixture.StartAsync();
        _manager = await _fixture.ConnectAsync();
        Assert.IsType<UnitEvent.Relist>(await ManagerFixture.NextAsync(_manager));
    }

    public ValueTask DisposeAsync() => _fixture!.DisposeAsync();

    [Fact]
    public async Task UnitSignals_BecomeEventsInOrder()
    {
        Systemd.UnitNew("a.service");
        Systemd.Send("UnitRemoved", "so", (ref MessageWriter writer) =>
        {
            writer.WriteString("b.service");
            writer.WriteObjectPath("/x");
        });
        Systemd.PropertiesChanged(UnitName.ToObjectPath(@"oci-my\x2dapp.slice"));
        Systemd.PropertiesChanged(UnitName.ToObjectPath("c.service"), "org.freedesktop.systemd1.Service");
        Systemd.PropertiesChanged("/org/freedesktop/systemd1/job/1");
        Systemd.JobRemoved(Job, "d.service", "done");
        Assert.Equal(new UnitEvent.Added("a.service"), await ManagerFixture.NextAsync(Manager));
        Assert.Equal(new UnitEvent.Removed("b.service"), await ManagerFixture.NextAsync(Manager));
        Assert.Equal(new UnitEvent.Changed(@"oci-my\x2dapp.slice"), await ManagerFixture.NextAsync(Manager));
        Assert.Equal(new UnitEvent.Changed("d.service"), await ManagerFixture.NextAsync(Manager));
    }

    // Any local user may send a signal straight to a connection, past the match rules of the bus.
    [Fact]
    public async Task Signals_OfAnybodyElse_AreIgnored()
    {
        Systemd.AnswerWithJob("StartUnit", Job);
        SystemdJob job = await Manager.StartUnitAsync("a.service", JobMode.Replace, CancellationToken.None);
        using DBusConnection impostor = await _fixture!.Bus.ConnectAsync();
        Spoof(impostor, SystemdNames.ManagerPath, SystemdNames.ManagerInterface, "JobRemoved", "uoss", (ref MessageWriter writer) =>
        {
            writer.WriteUInt32(1);
            writer.WriteObjectPath(Job);
            writer.WriteString("a.service");
            writer.WriteString("done");
        });
        Spoof(impostor, SystemdNames.ManagerPath, SystemdNames.ManagerInterface, "UnitNew", "so", (ref MessageWriter writer) =>
        {
            writer.WriteString("spoofed.service");
            writer.WriteObjectPath("/x");
        });
        Spoof(impostor, "/org/freedesktop/DBus", "org.freedesktop.DBus", "NameOwnerChanged", "sss", (ref MessageWriter writer) =>
        {
            writer.WriteString(SystemdNames.Service);
            writer.WriteString(Systemd.Caller);
            writer.WriteString("");
        });
        // The bus delivers what one connection sent in order: after the answer to this one, all of it has arrived.
        await impostor.CallMethodAsync(Peer(impostor));
        Task<JobResult> waiting = job.WaitAsync(ManagerFixture.Guard, TimeProvider.System, CancellationToken.None);
        Systemd.UnitNew("real.service");
        Assert.Equal(new UnitEvent.Added("real.service"), await ManagerFixture.NextAsync(Manager));
        Assert.False(waiting.IsCompleted);
    }

    [Fact]
    public async Task Signal_OfAnotherShape_EndsTheConnectionWhichIsMadeAnew()
    {
        Systemd.Send("UnitNew", "u", (ref MessageWriter writer) => writer.WriteUInt32(1));
        UnitEvent.Disconnected lost = Assert.IsType<UnitEvent.Disconnected>(await ManagerFixture.NextAsync(Manager));
        Assert.Contains("'so' was expected", lost.Reason, StringComparison.Ordinal);
        Assert.IsType<UnitEvent.Relist>(await ManagerFixture.NextAsync(Manager));
        Systemd.UnitNew("a.service");
        Assert.Equal(new UnitEvent.Added("a.service"), await ManagerFixture.NextAsync(Manager));
    }

    private MessageBuffer Peer(DBusConnection from)
    {
        MessageWriter writer = from.GetMessageWriter();
        writer.WriteMethodCallHeader(Systemd.Caller, "/", "org.freedesktop.DBus.Peer", "Ping");
        return writer.CreateMessage();
    }

    private void Spoof(DBusConnection from, string path, string @interface, string member, string signature, ScriptedSystemd.Write write) =>
        ScriptedSystemd.Send(from, path, @interface, member, signature, write, Systemd.Caller);
}
