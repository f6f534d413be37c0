namespace OciReconciler.DBus.Systemd;

/// <summary>Settings of <see cref="SystemdManager"/>; the defaults are meant for use.</summary>
public sealed record SystemdManagerOptions
{
    /// <summary>Deadline of a call.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>Deadline of Reload, which takes long with many units; also how long a reload may silence unit events.</summary>
    public TimeSpan ReloadTimeout { get; init; } = TimeSpan.FromSeconds(180);

    /// <summary>First wait before reconnecting; doubles with each attempt.</summary>
    public TimeSpan ReconnectDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Longest wait before reconnecting.</summary>
    public TimeSpan MaxReconnectDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Most events that wait for the reader before they collapse to one Relist.</summary>
    public int EventCapacity { get; init; } = 4096;

    /// <summary>Told of each call that fails because there is no connection, before it fails; on the caller's thread.</summary>
    public Action Unconnected { get; init; } = () => { };

    /// <summary>Source of chance for the jitter: from 0 (included) to 1 (excluded). Thread-safe.</summary>
    public Func<double> Chance { get; init; } = Random.Shared.NextDouble;
}
