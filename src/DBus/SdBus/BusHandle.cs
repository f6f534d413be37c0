using OciReconciler.DBus.Bus;

namespace OciReconciler.DBus.SdBus;

/// <summary>Owns an sd_bus. Made, used and released on the pump thread; there is no finalizer, because that would run on another one.</summary>
internal sealed class BusHandle : IDisposable
{
    private nint _value;

    private BusHandle(nint value) => _value = value;

    /// <summary>The pointer.</summary>
    internal nint Value => _value;

    /// <summary>Whether the connection is neither closing nor closed.</summary>
    internal bool IsOpen => _value != 0 && LibSystemd.sd_bus_is_open(_value) > 0;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_value == 0)
            return;
        LibSystemd.sd_bus_close_unref(_value);
        _value = 0;
    }

    /// <summary>Starts a connection to the system bus; the greeting follows while the pump processes.</summary>
    internal static BusHandle OpenSystem()
    {
        int result = LibSystemd.sd_bus_open_system(out nint bus);
        if (result < 0)
            throw NoConnection("the system bus", result);
        return new BusHandle(bus);
    }

    /// <summary>Starts a connection to the bus at a D-Bus address.</summary>
    internal static BusHandle OpenAddress(string address)
    {
        int result = LibSystemd.sd_bus_new(out nint bus);
        if (result < 0)
            throw NoConnection(address, result);
        var handle = new BusHandle(bus);
        result = LibSystemd.sd_bus_set_address(bus, address);
        if (result >= 0)
            result = LibSystemd.sd_bus_set_bus_client(bus, 1);
        if (result >= 0)
            result = LibSystemd.sd_bus_start(bus);
        if (result >= 0)
            return handle;
        handle.Dispose();
        throw NoConnection(address, result);
    }

    private static BusException NoConnection(string what, int result) =>
        new(BusFailure.Closed, string.Empty, $"cannot connect to {what}: {SdBusErrors.Describe(result)}; is dbus running, and may this user use it?");
}
