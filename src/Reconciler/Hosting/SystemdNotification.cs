using OciReconciler.Telemetry;

namespace OciReconciler.Hosting;

/// <summary>
/// Notifies systemd, and ends nothing when that fails: the failure is logged, and systemd's own timeout for the start or the watchdog
/// decides what follows. Thread-safe.
/// </summary>
internal static class SystemdNotification
{
    /// <summary>Sends one notification.</summary>
    /// <param name="notify">One of <see cref="DBus.Service.ServiceNotifier"/>'s.</param>
    public static void Send(Func<bool> notify, ILogger log)
    {
        try
        {
            notify();
        }
        catch (IOException failure)
        {
            log.NotNotified(failure.Message);
        }
    }
}
