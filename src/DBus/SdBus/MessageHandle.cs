using OciReconciler.DBus.Bus;

namespace OciReconciler.DBus.SdBus;

/// <summary>Owns an sd_bus_message that is being written. Pump thread only, as <see cref="BusHandle"/>.</summary>
internal sealed class MessageHandle : IDisposable
{
    private nint _value;

    private MessageHandle(nint value) => _value = value;

    /// <summary>The pointer.</summary>
    internal nint Value => _value;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_value == 0)
            return;
        LibSystemd.sd_bus_message_unref(_value);
        _value = 0;
    }

    /// <summary>Makes a method call with its arguments.</summary>
    internal static MessageHandle ForCall(BusHandle bus, BusCall call)
    {
        int result = LibSystemd.sd_bus_message_new_method_call(
            bus.Value, out nint message, call.Destination, call.Path, call.Interface, call.Member);
        SdBusErrors.Check(result, $"start the call {call.Interface}.{call.Member} on {call.Path}");
        var handle = new MessageHandle(message);
        try
        {
            foreach (BusValue argument in call.Body)
                SdBusWriter.Append(message, argument);
            return handle;
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }
}
