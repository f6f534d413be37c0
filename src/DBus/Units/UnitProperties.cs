namespace OciReconciler.DBus.Units;

/// <summary>Properties of a unit's Unit interface (org.freedesktop.systemd1(5)), as far as they are used.</summary>
public sealed record UnitProperties
{
    /// <summary>loaded, not-found, bad-setting, error, masked, ...</summary>
    public string LoadState { get; init; } = "";

    /// <summary>active, inactive, failed, activating, deactivating, reloading.</summary>
    public string ActiveState { get; init; } = "";

    /// <summary>running, dead, auto-restart, ...</summary>
    public string SubState { get; init; } = "";

    /// <summary>Where its file lies; empty for none.</summary>
    public string FragmentPath { get; init; } = "";

    /// <summary>Drop-ins, as systemd last read them.</summary>
    public ImmutableArray<string> DropInPaths { get; init; } = [];

    /// <summary>Whether it is installed to be started: enabled, enabled-runtime, disabled, static, transient, ...; or empty.</summary>
    public string UnitFileState { get; init; } = "";

    /// <summary>Whether something on disk has changed that systemd has not read.</summary>
    public bool NeedsDaemonReload { get; init; }

    /// <summary>systemd's id of its last start, 32 hex digits; empty: it was never started.</summary>
    public string InvocationId { get; init; } = "";

    /// <summary>When it came into its state, or null: it never left its first one.</summary>
    public DateTimeOffset? StateChangedAt { get; init; }

    /// <summary>When it last became inactive, in microseconds of the monotonic clock; 0: never.</summary>
    public ulong InactiveEnteredAt { get; init; }

    /// <summary>Requires=.</summary>
    public ImmutableArray<string> Requires { get; init; } = [];

    /// <summary>Units that name this one in any of their dependencies, distinct: while one of them is loaded, this one is.</summary>
    public ImmutableArray<string> NamedBy { get; init; } = [];

    /// <summary>Those of them that start this one: timers, paths, sockets, automounts.</summary>
    public ImmutableArray<string> TriggeredBy { get; init; } = [];
}
