using OciReconciler.DBus.Manager;

namespace OciReconciler.Engine;

/// <summary>Starts podman.socket, which hosts often have installed and not enabled.</summary>
internal sealed class PodmanActivation(ISystemdManager systemd, TimeProvider time)
{
    private const string Socket = "podman.socket";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    /// <summary>Starts it and waits for its job. Throws a BusException when there is no such unit, or while somebody stops it.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var job = await systemd.StartUnitAsync(Socket, JobMode.Fail, cancellationToken);
        await job.WaitAsync(Deadline, time, cancellationToken);
    }
}
