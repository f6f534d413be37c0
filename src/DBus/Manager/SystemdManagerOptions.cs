using Tmds.DBus.Protocol;

namespace OciReconciler.DBus.Manager;

/// <summary>Settings of <see cref="SystemdManager"/>; the defaults are meant for use.</summary>
public sealed record SystemdManagerOptions
{
    /// <summary>Deadline of a call, and of the bus's greeting.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>Deadline of Reload, which takes long with many units; also how long a reload may silence unit events.</summary>
    public TimeSpan ReloadTimeout { get; init; } = TimeSpan.FromSeconds(180);

    /// <summary>First wait before reconnecting; doubles with each attempt.</summary>
    public TimeSpan ReconnectDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Longest wait before reconnecting.</summary>
    public TimeSpan MaxReconnectDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Most events that wait for the reader before they collapse to one Relist.</summary>
    public int EventCapacity { get; init; } = 4096;

    /// <summary>Gets each call to systemd by its method's name, before it is sent; on the caller's thread.</summary>
    public Action<string> Called { get; init; } = _ => { };

    /// <summary>
    /// Gets each call that failed, and of each that fails because there is no connection; on the caller's thread or the pool's.
    /// </summary>
    public Action<BusFailure> Failed { get; init; } = _ => { };

    /// <summary>Source of chance for the jitter: from 0 (included) to 1 (excluded). Thread-safe.</summary>
    public Func<double> Jitter { get; init; } = Random.Shared.NextDouble;

    /// <summary>The bus, for people.</summary>
    internal string BusName { get; init; } = DBusAddress.System ?? string.Empty;

    /// <summary>
    /// The bus that systemd is on, asked anew for each connection: DBUS_SYSTEM_BUS_ADDRESS, or the system bus's well-known socket.
    /// </summary>
    internal Func<DBusConnectionOptions> Bus { get; init; } = () => new SystemBus(DBusAddress.System ?? string.Empty);

    /// <summary>
    /// How long to wait before an attempt to reconnect. Half of it is chance: many programs lose the bus at the same moment.
    /// </summary>
    /// <param name="attempt">From 0.</param>
    internal TimeSpan DelayBefore(int attempt)
    {
        TimeSpan full = ReconnectDelay * Math.Pow(2, Math.Min(attempt, 30));
        return (full > MaxReconnectDelay ? MaxReconnectDelay : full) * (0.5 + (0.5 * Jitter()));
    }
}
