using System.Threading.Channels;
using OciReconciler.DBus.Bus;

namespace OciReconciler.DBus.Systemd;

/// <summary>
/// What one connection's signals mean: job results, unit events, systemd coming and going. Runs on the transport's thread and only hands over.
/// A signal counts only when systemd itself sent it: any local user may send one straight to us, past the match rules.
/// </summary>
internal sealed class SignalRouter(EventSink events, JobTracker jobs, ReloadGate reload)
{
    /// <summary>Name of the bus itself.</summary>
    internal const string BusName = "org.freedesktop.DBus";

    private const string PropertiesInterface = "org.freedesktop.DBus.Properties";
    private const string FromManager =
        $"type='signal',sender='{SystemdNames.Service}',path='{SystemdNames.ManagerPath}',interface='{SystemdNames.ManagerInterface}'";

    private readonly Channel<string> _newOwners = Channel.CreateBounded<string>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });

    private volatile string _owner = string.Empty;

    /// <summary>Match rules, few and without unit names: a bus limits their number.</summary>
    internal static IReadOnlyList<string> Rules { get; } =
    [
        $"type='signal',sender='{BusName}',path='/org/freedesktop/DBus',interface='{BusName}',member='NameOwnerChanged',arg0='{SystemdNames.Service}'",
        $"{FromManager},member='JobRemoved'",
        $"{FromManager},member='UnitNew'",
        $"{FromManager},member='UnitRemoved'",
        $"{FromManager},member='Reloading'",
        $"type='signal',sender='{SystemdNames.Service}',path_namespace='{SystemdNames.ManagerPath}/unit',interface='{PropertiesInterface}',member='PropertiesChanged',arg0='{SystemdNames.UnitInterface}'",
    ];

    /// <summary>Unique bus name of systemd; empty while it is not on the bus.</summary>
    internal string Owner => _owner;

    /// <summary>A name for each time that systemd has come (back) to the bus since the connection was made: it must be subscribed to again.</summary>
    internal ChannelReader<string> NewOwners => _newOwners.Reader;

    /// <summary>Who owned the name when asked. On the transport's thread.</summary>
    internal void SetOwner(string owner) => _owner = owner;

    /// <summary>Handles one signal. On the transport's thread.</summary>
    internal void Handle(BusSignal signal)
    {
        if (string.Equals(signal.Sender, BusName, StringComparison.Ordinal))
            HandleFromBus(signal);
        else if (_owner.Length > 0 && string.Equals(signal.Sender, _owner, StringComparison.Ordinal))
            HandleFromSystemd(signal);
    }

    /// <summary>The connection is over. Any thread.</summary>
    internal void Close() => _newOwners.Writer.TryComplete();

    private void HandleFromBus(BusSignal signal)
    {
        if (!IsMember(signal, BusName, "NameOwnerChanged") || !Same(signal.Body.At(0).AsText(), SystemdNames.Service))
            return;
        string owner = signal.Body.At(2).AsText();
        if (_owner.Length > 0 && !Same(_owner, owner))
        {
            const string Reason = "systemd has left the bus";
            jobs.FailAll(new BusException(BusFailure.Closed, string.Empty, Reason));
            events.Add(new UnitEvent.Disconnected(Reason));
        }

        reload.End();
        _owner = owner;
        if (owner.Length > 0)
            _newOwners.Writer.TryWrite(owner);
    }

    private void HandleFromSystemd(BusSignal signal)
    {
        if (IsMember(signal, SystemdNames.ManagerInterface, "JobRemoved"))
            OnJobRemoved(signal.Body);
        else if (IsMember(signal, SystemdNames.ManagerInterface, "Reloading"))
            OnReloading(signal.Body.At(0).AsBool());
        else if (IsMember(signal, SystemdNames.ManagerInterface, "UnitNew"))
            AddUnlessNoise(new UnitEvent.Added(signal.Body.At(0).AsText()));
        else if (IsMember(signal, SystemdNames.ManagerInterface, "UnitRemoved"))
            AddUnlessNoise(new UnitEvent.Removed(signal.Body.At(0).AsText()));
        else if (IsMember(signal, PropertiesInterface, "PropertiesChanged") && UnitName.FromObjectPath(signal.Path) is { } unit)
            AddUnlessNoise(new UnitEvent.Changed(unit));
    }

    // u id, o job, s unit, s result.
    private void OnJobRemoved(IReadOnlyList<BusValue> body)
    {
        jobs.Complete(body.At(1).AsText(), SystemdReplies.ToJobResult(body.At(3).AsText()));
        events.Add(new UnitEvent.Changed(body.At(2).AsText()));
    }

    private void OnReloading(bool begins)
    {
        if (begins)
        {
            reload.Begin();
            return;
        }

        reload.End();
        events.Add(new UnitEvent.Relist("systemd has reloaded its units"));
    }

    private void AddUnlessNoise(UnitEvent unitEvent)
    {
        bool noise = reload.IsNoise(out bool overdue);
        if (overdue)
            events.Add(new UnitEvent.Relist("a reload of systemd did not end in time"));
        if (!noise)
            events.Add(unitEvent);
    }

    private static bool IsMember(BusSignal signal, string @interface, string member) =>
        Same(signal.Member, member) && Same(signal.Interface, @interface);

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.Ordinal);
}
