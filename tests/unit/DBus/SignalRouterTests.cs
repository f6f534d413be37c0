using Microsoft.Extensions.Time.Testing;
using OciReconciler.DBus.Bus;
using OciReconciler.DBus.Systemd;

namespace OciReconciler.UnitTests.DBus;

public sealed class SignalRouterTests
{
    private static readonly TimeSpan LongestReload = TimeSpan.FromSeconds(90);

    private readonly FakeTimeProvider _time = new();
    private readonly EventSink _events = new(64);
    private readonly JobTracker _jobs = new();
    private readonly SignalRouter _router;

    public SignalRouterTests()
    {
        _router = new SignalRouter(_events, _jobs, new ReloadGate(_time, LongestReload));
        _router.SetOwner(ScriptedBus.Systemd);
    }

    [Fact]
    public void UnitSignals_BecomeEvents()
    {
        _router.Handle(UnitNew("a.service"));
        _router.Handle(ScriptedBus.ManagerSignal("UnitRemoved", new BusValue.Text("b.service"), new BusValue.ObjectPath("/x")));
        _router.Handle(PropertiesChanged(@"oci-my\x2dapp.slice"));
        Assert.Equal<UnitEvent>(
            [new UnitEvent.Added("a.service"), new UnitEvent.Removed("b.service"), new UnitEvent.Changed(@"oci-my\x2dapp.slice")], Read());
    }

    [Fact]
    public void Signal_FromAnybodyElse_IsIgnored()
    {
        Task<JobResult> job = _jobs.Register("/job/1");
        _router.Handle(UnitNew("a.service") with { Sender = ":1.66" });
        _router.Handle(ScriptedBus.JobRemoved("/job/1", "a.service", "done") with { Sender = ":1.66" });
        _router.Handle(ScriptedBus.OwnerChanged(ScriptedBus.Systemd, string.Empty) with { Sender = ":1.66" });
        Assert.Empty(Read());
        Assert.False(job.IsCompleted);
        Assert.Equal(ScriptedBus.Systemd, _router.Owner);
    }

    [Fact]
    public void Signal_WithoutSystemdOnTheBus_IsIgnored()
    {
        _router.Handle(ScriptedBus.OwnerChanged(ScriptedBus.Systemd, string.Empty));
        _router.Handle(UnitNew("a.service"));
        Assert.IsType<UnitEvent.Disconnected>(Assert.Single(Read()));
    }

    [Fact]
    public void Reload_UnitSignalsAreNoiseAndOneRelistFollows()
    {
        _router.Handle(Reloading(true));
        _router.Handle(UnitNew("a.service"));
        _router.Handle(PropertiesChanged("a.service"));
        Assert.Empty(Read());
        _router.Handle(Reloading(false));
        Assert.IsType<UnitEvent.Relist>(Assert.Single(Read()));
        _router.Handle(UnitNew("a.service"));
        Assert.Equal<UnitEvent>([new UnitEvent.Added("a.service")], Read());
    }

    [Fact]
    public void Reload_JobsStillEnd()
    {
        Task<JobResult> job = _jobs.Register("/job/1");
        _router.Handle(Reloading(true));
        _router.Handle(ScriptedBus.JobRemoved("/job/1", "a.service", "done"));
        Assert.True(job.IsCompletedSuccessfully);
    }

    [Fact]
    public void Reload_ThatNeverEnds_IsGivenUpWithARelist()
    {
        _router.Handle(Reloading(true));
        _time.Advance(LongestReload + TimeSpan.FromSeconds(1));
        _router.Handle(UnitNew("a.service"));
        Assert.Collection(Read(), e => Assert.IsType<UnitEvent.Relist>(e), e => Assert.IsType<UnitEvent.Added>(e));
    }

    [Fact]
    public void NewOwner_EndsAReloadAndAsksForSubscription()
    {
        _router.Handle(Reloading(true));
        _router.Handle(ScriptedBus.OwnerChanged(ScriptedBus.Systemd, ":1.9"));
        _router.Handle(UnitNew("a.service") with { Sender = ":1.9" });
        Assert.Collection(Read(), e => Assert.IsType<UnitEvent.Disconnected>(e), e => Assert.IsType<UnitEvent.Added>(e));
        Assert.True(_router.NewOwners.TryRead(out string? owner));
        Assert.Equal(":1.9", owner);
    }

    [Fact]
    public void Signal_OfAnotherShape_IsMalformed()
    {
        BusException error = Assert.Throws<BusException>(() => _router.Handle(ScriptedBus.ManagerSignal("UnitNew", new BusValue.UInt32(1))));
        Assert.Equal(BusFailure.Malformed, error.Failure);
        Assert.Throws<BusException>(() => _router.Handle(ScriptedBus.ManagerSignal("UnitNew")));
    }

    private static BusSignal UnitNew(string unit) => ScriptedBus.ManagerSignal("UnitNew", new BusValue.Text(unit), new BusValue.ObjectPath("/x"));

    private static BusSignal Reloading(bool begins) => ScriptedBus.ManagerSignal("Reloading", new BusValue.Bool(begins));

    private static BusSignal PropertiesChanged(string unit) =>
        new(
            ScriptedBus.Systemd,
            UnitName.ToObjectPath(unit),
            "org.freedesktop.DBus.Properties",
            "PropertiesChanged",
            [new BusValue.Text(SystemdNames.UnitInterface), new BusValue.Array("{sv}", []), new BusValue.Array("s", [])]);

    private List<UnitEvent> Read()
    {
        var read = new List<UnitEvent>();
        while (_events.Reader.TryRead(out UnitEvent? unitEvent))
            read.Add(unitEvent);
        return read;
    }
}
