using OciReconciler.DBus.Manager;
using OciReconciler.DBus.Units;
using OciReconciler.Model.Units;
using OciReconciler.Resilience;
using OciReconciler.Units;

namespace OciReconciler.Engine;

/// <summary>
/// podman's API of users other than root: for each user a transient socket, at which systemd starts <c>podman system service</c> as that
/// user. The service ends by itself when nobody asks it anything. It has the environment of the user's workloads, so both use one storage.
/// </summary>
internal sealed class RootlessPodman(
    ISystemdManager systemd, Func<RenderSettings> settings, string runtimeDirectory, RetryPipelines retries, TimeProvider time)
{
    private const string Prefix = "oci-reconciler-podman-";
    private const uint OwnerOnly = 0b110_000_000;
    private const string IdleSeconds = "30";

    // A service that works is started twice a minute at most, since it stays for the idle time. systemd closes the socket of one that fails
    // so often.
    private const uint StartsAllowed = 3;
    private static readonly TimeSpan StartsInterval = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    /// <summary>False: sockets are used that are there, and none is made.</summary>
    public bool StartsSockets { get; init; } = true;

    /// <summary>The client of a user's podman. Connects nowhere yet.</summary>
    public IContainerEngine Create(HostUser user)
    {
        var name = $"{Prefix}{user.Uid}";
        var endpoint = new EngineEndpoint(
            Backend.Podman, Path.Combine(runtimeDirectory, $"podman-{user.Uid}.sock"), name + ".socket", name + ".service", user.Name);
        Func<CancellationToken, Task>? start = StartsSockets ? token => StartAsync(endpoint, token) : null;
        return new DockerEngine(new EngineCaller(endpoint, start, time), retries, time);
    }

    /// <summary>Stops all sockets: what runs goes on, nothing can be asked of it.</summary>
    public async Task StopAllAsync(CancellationToken cancellationToken)
    {
        foreach (var row in await systemd.ListUnitsByPatternsAsync([Prefix + "*.socket", Prefix + "*.service"], cancellationToken))
        {
            if (Ownership.IsHelper(row.Description))
                await StopperOf(row.Name).StopAsync();
        }
    }

    private async Task StartAsync(EngineEndpoint endpoint, CancellationToken cancellationToken)
    {
        // Nobody listens: a socket that failed, or whose file somebody removed, is in the way.
        await StopperOf(endpoint.Unit).StopAsync();
        var job = await systemd.StartTransientUnitAsync(Socket(endpoint), JobMode.Replace, [Service(endpoint)], cancellationToken);
        await job.WaitAsync(Deadline, time, cancellationToken);
    }

    private UnitStopper StopperOf(string unit) => new(systemd, unit, Deadline * 2, time);

    // root alone may ask: the user has a podman of its own.
    private static TransientUnit Socket(EngineEndpoint endpoint) => new(endpoint.Unit,
    [
        new TransientProperty.Text("Description", Ownership.HelperDescription($"API of podman run by {endpoint.User}")),
        new TransientProperty.Text("CollectMode", UnitDefinition.CollectMode),
        new TransientProperty.ListenStream(endpoint.Socket),
        new TransientProperty.Number("SocketMode", OwnerOnly),
        new TransientProperty.Bool("RemoveOnStop", true),
    ]);

    private TransientUnit Service(EngineEndpoint endpoint) => new(endpoint.Service,
    [
        new TransientProperty.Text("Description", Ownership.HelperDescription($"podman run by {endpoint.User}")),
        new TransientProperty.Text("CollectMode", UnitDefinition.CollectMode),
        new TransientProperty.Duration("StartLimitIntervalUSec", StartsInterval),
        new TransientProperty.Number("StartLimitBurst", StartsAllowed),
        new TransientProperty.Text("Type", "exec"),
        new TransientProperty.Text("User", endpoint.User!),
        new ExecProperty(
            "ExecStart",
            [TransientUnits.Line(new(["podman", "system", "service", $"--time={IdleSeconds}"]), settings())],
            systemd.Info.MajorVersion),
    ]);
}
