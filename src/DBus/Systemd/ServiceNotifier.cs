using OciReconciler.DBus.SdBus;

namespace OciReconciler.DBus.Systemd;

/// <summary>Tells systemd how this service is doing (sd_notify(3)). Thread-safe. Each returns whether there was somebody to tell (NOTIFY_SOCKET).</summary>
public static class ServiceNotifier
{
    /// <summary>The service is up.</summary>
    /// <param name="status">One line for systemctl status.</param>
    public static bool Ready(string status) => Notify($"READY=1\nSTATUS={OneLine(status)}");

    /// <summary>The service has begun to end.</summary>
    public static bool Stopping() => Notify("STOPPING=1");

    /// <summary>The service gets on: the watchdog's time begins anew.</summary>
    public static bool Watchdog() => Notify("WATCHDOG=1");

    /// <summary>One line for systemctl status.</summary>
    public static bool Status(string status) => Notify($"STATUS={OneLine(status)}");

    /// <summary>The service reads its configuration anew; <see cref="Ready"/> ends it.</summary>
    public static bool Reloading() => Notify($"RELOADING=1\nMONOTONIC_USEC={Monotonic.Microseconds()}");

    private static bool Notify(string state)
    {
        int result = LibSystemd.sd_notify(0, state);
        return result >= 0 ? result > 0 : throw new IOException($"cannot notify systemd: {SdBusErrors.Describe(result)}");
    }

    // A line break would begin another assignment.
    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
