using Tmds.DBus.Protocol;

namespace OciReconciler.UnitTests.DBus;

/// <summary>A private bus with a scripted systemd on it, and clients that are connected to it.</summary>
internal sealed class ManagerFixture : IAsyncDisposable
{
    internal static readonly TimeSpan Guard = TimeSpan.FromSeconds(20);

    private readonly List<SystemdManager> _managers = [];

    private ManagerFixture(PrivateBus bus, ScriptedSystemd systemd) => (Bus, Systemd) = (bus, systemd);

    internal PrivateBus Bus { get; }

    internal ScriptedSystemd Systemd { get; }

    /// <summary>Options for clients on the bus, which reconnect at once.</summary>
    internal SystemdManagerOptions Options => new()
    {
        Bus = () => new DBusConnectionOptions(Bus.Address),
        BusName = Bus.Address,
        ReconnectDelay = TimeSpan.FromMilliseconds(1),
        MaxReconnectDelay = TimeSpan.FromMilliseconds(20),
    };

    internal static async Task<ManagerFixture> StartAsync(string version = ScriptedSystemd.Version)
    {
        PrivateBus bus = await PrivateBus.StartAsync();
        return new ManagerFixture(bus, await ScriptedSystemd.StartAsync(bus, version));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (SystemdManager manager in _managers)
            await manager.DisposeAsync();
        Systemd.Dispose();
        await Bus.DisposeAsync();
    }

    internal Task<SystemdManager> ConnectAsync() => ConnectAsync(Options, TimeProvider.System);

    internal async Task<SystemdManager> ConnectAsync(SystemdManagerOptions options, TimeProvider time)
    {
        SystemdManager manager = await SystemdManager.ConnectAsync(time, options, CancellationToken.None);
        _managers.Add(manager);
        return manager;
    }

    /// <summary>The next event.</summary>
    internal static Task<UnitEvent> NextAsync(ISystemdManager manager) => manager.Events.ReadAsync().AsTask().WaitAsync(Guard);

    /// <summary>The next event of that kind; others before it are passed over.</summary>
    internal static async Task<T> NextAsync<T>(ISystemdManager manager)
        where T : UnitEvent
    {
        while (true)
        {
            if (await NextAsync(manager) is T found)
                return found;
        }
    }
}
