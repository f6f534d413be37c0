using System.Globalization;
using OciReconciler.DBus.Service;
using OciReconciler.Queueing;
using OciReconciler.Telemetry;
using OciReconciler.Threading;

namespace OciReconciler.Hosting;

/// <summary>
/// Feeds systemd's watchdog (sd_watchdog_enabled(3)) for as long as the controller gets on; else systemd restarts it, which no container
/// notices.
/// </summary>
internal sealed class Watchdog(Heartbeat heartbeat, Func<bool> feed, TimeProvider time, ILogger<Watchdog> log)
{
    private const string Variable = "WATCHDOG_USEC";

    /// <summary>How often systemd wants to hear, or null when it does not.</summary>
    public static TimeSpan? Interval() =>
        ulong.TryParse(Environment.GetEnvironmentVariable(Variable), NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds)
        && microseconds > 0
            ? TimeSpan.FromMicroseconds(microseconds)
            : null;

    /// <summary>Feeds systemd's own watchdog.</summary>
    public static Watchdog OfSystemd(Heartbeat heartbeat, TimeProvider time, ILogger<Watchdog> log) =>
        new(heartbeat, ServiceNotifier.Watchdog, time, log);

    /// <summary>Feeds it twice in each interval until cancelled.</summary>
    public Task RunAsync(TimeSpan interval, CancellationToken cancellationToken) =>
        TaskGroup.EveryAsync(
            interval / 2,
            time,
            _ =>
            {
                if (heartbeat.Stuck() is { } why)
                    log.Stuck(why);
                else
                    SystemdNotification.Send(feed, log);
                return Task.CompletedTask;
            },
            cancellationToken);
}
