using OciReconciler.DBus.Bus;

namespace OciReconciler.DBus.SdBus;

/// <summary>
/// A D-Bus connection through libsystemd's sd-bus (ADR 1). One thread of its own; see <see cref="IBusConnection"/> for the contract.
/// It never ends the process when the bus goes away.
/// </summary>
public sealed class SdBusConnection : IBusConnection
{
    private readonly BusPump _pump;

    private SdBusConnection(BusPump pump) => _pump = pump;

    /// <inheritdoc/>
    public Task<string> Closed => _pump.Closed;

    /// <summary>Connects to the system bus: DBUS_SYSTEM_BUS_ADDRESS, or the well-known socket.</summary>
    /// <param name="cancellationToken">Ends the wait and the attempt.</param>
    /// <exception cref="BusException">Closed: there is no bus, it refused, or libsystemd.so.0 is missing.</exception>
    public static Task<IBusConnection> OpenSystemAsync(CancellationToken cancellationToken = default) =>
        OpenAsync(BusHandle.OpenSystem, cancellationToken);

    /// <summary>Connects to the message bus at an address, as for a private dbus-daemon.</summary>
    /// <param name="address">Such as "unix:path=/run/dbus/system_bus_socket".</param>
    /// <param name="cancellationToken">Ends the wait and the attempt.</param>
    /// <exception cref="BusException">As above.</exception>
    public static Task<IBusConnection> OpenAddressAsync(string address, CancellationToken cancellationToken = default) =>
        OpenAsync(() => BusHandle.OpenAddress(address), cancellationToken);

    /// <inheritdoc/>
    /// <remarks>Descriptors in the body must stay open until the task ends, however it ends.</remarks>
    public async Task<T> CallAsync<T>(
        BusCall call, Func<IReadOnlyList<BusValue>, T> read, TimeSpan timeout, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var operation = new CallOperation<T>(call, read, timeout);
        if (!_pump.Post(bus => operation.Send(_pump, bus)))
            throw SdBusErrors.Closed(await _pump.Closed);
        // Not cancellable: until it is sent, the message needs the caller's descriptors.
        await operation.Sent;
        return await operation.Reply.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async Task MatchAsync(string rule, Action<BusSignal> handle)
    {
        var operation = new MatchOperation(rule, handle);
        if (!_pump.Post(bus => operation.Install(_pump, bus)))
            throw SdBusErrors.Closed(await _pump.Closed);
        await operation.Installed;
    }

    /// <summary>Closes the connection; what still waits faults with <see cref="BusFailure.Closed"/>. May be called again.</summary>
    public async ValueTask DisposeAsync()
    {
        _ = _pump.Post(_ => _pump.Abandon("closed by this side"));
        await _pump.Closed;
    }

    private static async Task<IBusConnection> OpenAsync(Func<BusHandle> open, CancellationToken cancellationToken)
    {
        var connection = new SdBusConnection(BusPump.Start(open));
        try
        {
            await connection._pump.Ready.WaitAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
