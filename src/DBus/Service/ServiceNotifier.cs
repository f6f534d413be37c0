namespace OciReconciler.DBus.Service;

/// <summary>
/// Tells systemd how this service is doing (sd_notify(3)). Thread-safe. Each returns whether there was somebody to tell (NOTIFY_SOCKET),
/// throws <see cref="IOException"/> when that somebody could not be told, and waits for a busy systemd 10 seconds at most.
/// </summary>
public static class ServiceNotifier
{
    /// <summary>The service is up.</summary>
    /// <param name="status">One line for systemctl status.</param>
    public static bool Ready(string status) => Notify(ReadyState(status));

    /// <summary>The service has begun to end.</summary>
    public static bool Stopping() => Notify("STOPPING=1");

    /// <summary>The service gets on: the watchdog's time begins anew.</summary>
    public static bool Watchdog() => Notify("WATCHDOG=1");

    // A line break would begin another assignment.
    internal static string ReadyState(string status) => $"READY=1\nSTATUS={status.ReplaceLineEndings(" ")}";

    private static bool Notify(string state) => NotifySocket.Send(Environment.GetEnvironmentVariable("NOTIFY_SOCKET"), state);
}
