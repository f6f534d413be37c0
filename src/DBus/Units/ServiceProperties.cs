namespace OciReconciler.DBus.Units;

/// <summary>Properties of a service (org.freedesktop.systemd1(5)), as far as they are used.</summary>
public sealed record ServiceProperties
{
    /// <summary>Those that it shares with all units.</summary>
    public UnitProperties Unit { get; init; } = new();

    /// <summary>success, exit-code, signal, timeout, ...: how it ended, or was to end.</summary>
    public string Result { get; init; } = "success";

    /// <summary>How often systemd restarted it by itself since it was last started.</summary>
    public uint Restarts { get; init; }

    /// <summary>When the main process began, in microseconds of the monotonic clock; 0: never.</summary>
    public ulong MainStartedAt { get; init; }

    /// <summary>When the last main process ended; 1970: none has ended.</summary>
    public DateTimeOffset MainExitedAt { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>How it ended: si_code of waitid(2), 1 for an exit of its own; 0: none has ended.</summary>
    public int MainCode { get; init; }

    /// <summary>Its exit status, or the signal that ended it.</summary>
    public int MainStatus { get; init; }
}
