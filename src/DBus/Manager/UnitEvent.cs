namespace OciReconciler.DBus.Manager;

/// <summary>Something happened at systemd. A hint to observe, never data.</summary>
public abstract record UnitEvent
{
    private UnitEvent()
    {
    }

    /// <summary>UnitNew.</summary>
    public sealed record Added(string Unit) : UnitEvent;

    /// <summary>UnitRemoved.</summary>
    public sealed record Removed(string Unit) : UnitEvent;

    /// <summary>PropertiesChanged of a unit (its Unit interface), or JobRemoved for it.</summary>
    public sealed record Changed(string Unit) : UnitEvent;

    /// <summary>The bus or systemd went away; <paramref name="Reason"/> says how. Reconnecting has begun.</summary>
    public sealed record Disconnected(string Reason) : UnitEvent;

    /// <summary>
    /// Anything may have changed: connected (again), a daemon-reload ended, or events were dropped. Read everything anew.
    /// </summary>
    public sealed record Relist(string Reason) : UnitEvent;
}
