using System.Threading.Channels;
using OciReconciler.DBus.Units;
using Tmds.DBus.Protocol;

namespace OciReconciler.DBus.Manager;

/// <summary>
/// What one connection's signals mean: job results, unit events, systemd coming and going. Its handlers run on the receive loop and only
/// hand over.
/// </summary>
internal sealed class ManagerSignals(EventSink events, JobTracker jobs, ReloadTracker reload)
{
    private const string BusName = "org.freedesktop.DBus";

    private readonly Channel<string> _newOwners = Channel.CreateBounded<string>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });

    private volatile bool _isSystemdGone;

    /// <summary>Whether systemd has left the bus and not come back.</summary>
    internal bool IsSystemdGone => _isSystemdGone;

    /// <summary>
    /// A name for each time that systemd has come (back) to the bus since the connection was made: it must be subscribed to again.
    /// </summary>
    internal ChannelReader<string> NewOwners => _newOwners.Reader;

    /// <summary>Asks for the signals. The rules are few and without unit names: a bus limits their number.</summary>
    internal async Task WatchAsync(BusConnection bus, CancellationToken cancellationToken)
    {
        await bus.WatchAsync(OwnerChanges(), OnOwnerChanged, cancellationToken);
        await bus.WatchAsync(FromManager("JobRemoved"), OnJobRemoved, cancellationToken);
        await bus.WatchAsync(
            FromManager("UnitNew"), message => AddUnlessNoise(new UnitEvent.Added(ManagerReplies.UnitOf(message))), cancellationToken);
        await bus.WatchAsync(
            FromManager("UnitRemoved"), message => AddUnlessNoise(new UnitEvent.Removed(ManagerReplies.UnitOf(message))),
            cancellationToken);
        await bus.WatchAsync(FromManager("Reloading"), message => OnReloading(ManagerReplies.Reloading(message)), cancellationToken);
        await bus.WatchAsync(FromUnits(), OnUnitChanged, cancellationToken);
    }

    /// <summary>NameOwnerChanged for systemd's name.</summary>
    internal void OnOwnerChanged(string old, string @new)
    {
        if (old.Length > 0)
        {
            const string Reason = "systemd has left the bus";
            jobs.FailAll(new BusException(BusFailure.Closed, string.Empty, Reason));
            events.Add(new UnitEvent.Disconnected(Reason));
        }

        reload.End();
        _isSystemdGone = @new.Length == 0;
        if (@new.Length > 0)
            _newOwners.Writer.TryWrite(@new);
    }

    /// <summary>JobRemoved.</summary>
    internal void OnJobRemoved(string path, string unit, JobResult result)
    {
        jobs.Complete(path, result);
        events.Add(new UnitEvent.Changed(unit));
    }

    /// <summary>Reloading: the units' signals in between are of no account, all of them are to be read anew.</summary>
    internal void OnReloading(bool begins)
    {
        if (begins)
        {
            reload.Begin();
            return;
        }

        reload.End();
        events.Add(new UnitEvent.Relist("systemd has reloaded its units"));
    }

    /// <summary>UnitNew, UnitRemoved or PropertiesChanged.</summary>
    internal void AddUnlessNoise(UnitEvent unitEvent)
    {
        bool noise = reload.IsNoise(out bool overdue);
        if (overdue)
            events.Add(new UnitEvent.Relist("a reload of systemd did not end in time"));
        if (!noise)
            events.Add(unitEvent);
    }

    /// <summary>The connection is over. Any thread.</summary>
    internal void Close() => _newOwners.Writer.TryComplete();

    private void OnOwnerChanged(Message message)
    {
        var (old, @new) = ManagerReplies.Owners(message);
        OnOwnerChanged(old, @new);
    }

    private void OnJobRemoved(Message message)
    {
        var (path, unit, result) = ManagerReplies.JobRemoved(message);
        OnJobRemoved(path, unit, result);
    }

    // The properties that changed are not read: an event is never data.
    private void OnUnitChanged(Message message)
    {
        if (message.PathAsString is { } path && UnitName.FromObjectPath(path) is { } unit)
            AddUnlessNoise(new UnitEvent.Changed(unit));
    }

    private static MatchRule OwnerChanges() => new()
    {
        Type = MessageType.Signal,
        Sender = BusName,
        Path = "/org/freedesktop/DBus",
        Interface = BusName,
        Member = "NameOwnerChanged",
        Arg0 = SystemdNames.Service,
    };

    private static MatchRule FromManager(string member) => new()
    {
        Type = MessageType.Signal,
        Sender = SystemdNames.Service,
        Path = SystemdNames.ManagerPath,
        Interface = SystemdNames.ManagerInterface,
        Member = member,
    };

    private static MatchRule FromUnits() => new()
    {
        Type = MessageType.Signal,
        Sender = SystemdNames.Service,
        PathNamespace = SystemdNames.ManagerPath + "/unit",
        Interface = SystemdNames.PropertiesInterface,
        Member = "PropertiesChanged",
        Arg0 = SystemdNames.UnitInterface,
    };
}
