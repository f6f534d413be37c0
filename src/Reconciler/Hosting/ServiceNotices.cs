using OciReconciler.Configuration;
using OciReconciler.DBus.Manager;
using OciReconciler.DBus.Service;
using OciReconciler.Telemetry;

namespace OciReconciler.Hosting;

/// <summary>Reports to systemd and to the log that the controller is ready, and that it stops.</summary>
internal sealed class ServiceNotices(ReconcilerOptions options, ISystemdManager systemd, ILogger<ServiceNotices> log)
{
    public void Ready()
    {
        var sources = string.Join(", ", options.AllSources.Select(source => source.Directory ?? source.Git!.Name));
        log.Ready(sources, systemd.Info.Version);
        SystemdNotification.Send(() => ServiceNotifier.Ready(TerminalEscaper.Escape($"Watching {sources}")), log);
    }

    public void Stopping()
    {
        SystemdNotification.Send(ServiceNotifier.Stopping, log);
        log.Stopping();
    }
}
