using System.Collections.Immutable;
using OciReconciler.DBus.Bus;

namespace OciReconciler.DBus.Systemd;

/// <summary>One row of ListUnitsByPatterns.</summary>
/// <param name="Name">Full unit name.</param>
/// <param name="Description">Description=.</param>
/// <param name="LoadState">loaded, not-found, bad-setting, error, masked, ...</param>
/// <param name="ActiveState">active, inactive, failed, activating, deactivating, reloading.</param>
/// <param name="SubState">running, dead, auto-restart, ...</param>
/// <param name="JobId">Queued job, or 0.</param>
/// <param name="JobType">start, stop, ..., or empty.</param>
public sealed record UnitStatus(string Name, string Description, string LoadState, string ActiveState, string SubState, uint JobId, string JobType);

/// <summary>A transient unit to create: name and properties with their D-Bus types.</summary>
/// <param name="Name">Full unit name.</param>
/// <param name="Properties">Property name and value, in the order they are sent.</param>
public sealed record TransientUnit(string Name, ImmutableArray<KeyValuePair<string, BusValue>> Properties);

/// <summary>What the manager said of itself.</summary>
/// <param name="Version">As printed, such as "257.9-1~deb13u1".</param>
/// <param name="MajorVersion">Such as 257.</param>
public sealed record ManagerInfo(string Version, int MajorVersion);

/// <summary>Job modes that a controller may use.</summary>
public enum JobMode
{
    /// <summary>Replaces conflicting queued jobs.</summary>
    Replace,

    /// <summary>Fails with TransactionIsDestructive when a conflicting job is queued.</summary>
    Fail,
}

/// <summary>How a job ended; systemd's own words.</summary>
public enum JobResult
{
    /// <summary>done.</summary>
    Done,

    /// <summary>canceled.</summary>
    Canceled,

    /// <summary>timeout.</summary>
    Timeout,

    /// <summary>failed.</summary>
    Failed,

    /// <summary>dependency.</summary>
    Dependency,

    /// <summary>skipped.</summary>
    Skipped,

    /// <summary>Any other word: invalid, assert, unsupported, collected, once, frozen, concurrency.</summary>
    Other,
}

/// <summary>A job that systemd has accepted.</summary>
/// <param name="unit">The unit.</param>
/// <param name="path">The job's object path.</param>
/// <param name="completion">Ends at JobRemoved; faults with a <see cref="BusException"/> when the bus goes away.</param>
public sealed class SystemdJob(string unit, string path, Task<JobResult> completion)
{
    /// <summary>The unit.</summary>
    public string Unit { get; } = unit;

    /// <summary>The job's object path.</summary>
    public string Path { get; } = path;

    /// <summary>Waits for JobRemoved.</summary>
    /// <param name="deadline">How long at most; a <see cref="TimeoutException"/> after it. The job goes on.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<JobResult> WaitAsync(TimeSpan deadline, TimeProvider timeProvider, CancellationToken cancellationToken) =>
        completion.WaitAsync(deadline, timeProvider, cancellationToken);
}

/// <summary>Something happened at systemd. A hint to look, never data.</summary>
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

    /// <summary>Anything may have changed: connected (again), a daemon-reload ended, or events were dropped. Read everything anew.</summary>
    public sealed record Relist(string Reason) : UnitEvent;
}

/// <summary>Names of systemd's D-Bus API.</summary>
public static class SystemdNames
{
    /// <summary>Bus name.</summary>
    public const string Service = "org.freedesktop.systemd1";

    /// <summary>Object path of the manager.</summary>
    public const string ManagerPath = "/org/freedesktop/systemd1";

    /// <summary>Interface of the manager.</summary>
    public const string ManagerInterface = "org.freedesktop.systemd1.Manager";

    /// <summary>Interface of every unit.</summary>
    public const string UnitInterface = "org.freedesktop.systemd1.Unit";

    /// <summary>Interface of a service.</summary>
    public const string ServiceInterface = "org.freedesktop.systemd1.Service";
}

/// <summary>Error names that callers decide by.</summary>
public static class SystemdErrors
{
    /// <summary>The unit is not loaded.</summary>
    public const string NoSuchUnit = "org.freedesktop.systemd1.NoSuchUnit";

    /// <summary>A unit of that name is there already.</summary>
    public const string UnitExists = "org.freedesktop.systemd1.UnitExists";

    /// <summary>The unit is masked.</summary>
    public const string UnitMasked = "org.freedesktop.systemd1.UnitMasked";

    /// <summary>systemd is going down.</summary>
    public const string ShuttingDown = "org.freedesktop.systemd1.ShuttingDown";

    /// <summary>Subscribe was called already: a success.</summary>
    public const string AlreadySubscribed = "org.freedesktop.systemd1.AlreadySubscribed";
}
