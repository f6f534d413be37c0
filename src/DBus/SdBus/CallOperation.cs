using OciReconciler.DBus.Bus;

namespace OciReconciler.DBus.SdBus;

/// <summary>One method call: sent on the pump, its reply read on the pump. The tasks are for other threads.</summary>
internal sealed unsafe class CallOperation<T>(BusCall call, Func<IReadOnlyList<BusValue>, T> read, TimeSpan timeout) : BusOperation
{
    private const string NoReply = "org.freedesktop.DBus.Error.NoReply";

    private readonly TaskCompletionSource _sent = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<T> _reply = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ulong _deadline;

    /// <summary>Ends when the message has been handed to sd-bus, descriptors duplicated; never faults.</summary>
    internal Task Sent => _sent.Task;

    /// <summary>The result.</summary>
    internal Task<T> Reply => _reply.Task;

    /// <summary>Sends the call. On the pump.</summary>
    internal void Send(BusPump pump, BusHandle bus)
    {
        try
        {
            using var message = MessageHandle.ForCall(bus, call);
            ulong microseconds = (ulong)Math.Max(1, timeout.TotalMicroseconds);
            _deadline = Monotonic.Microseconds() + microseconds;
            pump.Register(this);
            int result = LibSystemd.sd_bus_call_async(bus.Value, null, message.Value, &BusCallbacks.OnMessage, UserData, microseconds);
            if (result < 0)
                pump.Release(this);
            SdBusErrors.Check(result, $"send the call {call.Interface}.{call.Member}");
        }
        catch (Exception error)
        {
            // An argument that cannot be written fails this call, not the connection.
            _reply.TrySetException(error);
        }
        finally
        {
            _sent.TrySetResult();
        }
    }

    /// <inheritdoc/>
    internal override void Receive(BusPump pump, nint message)
    {
        pump.Release(this);
        try
        {
            if (SdBusErrors.ErrorOf(message) is { } error)
                _reply.TrySetException(Classify(pump, error.Name, error.Message));
            else
                _reply.TrySetResult(read(SdBusReader.ReadAll(message)));
        }
        catch (Exception error)
        {
            // The reader is the caller's code: what it throws is the caller's to see, and must not pass through sd-bus.
            _reply.TrySetException(error);
        }
    }

    /// <inheritdoc/>
    internal override void Fail(BusException error) => _reply.TrySetException(error);

    // sd-bus answers for the peer when time is up and when the connection ends, with the same name that a bus uses for a peer that went away.
    private BusException Classify(BusPump pump, string name, string message)
    {
        if (!pump.IsOpen)
            return SdBusErrors.Closed("the peer closed it");
        if (string.Equals(name, NoReply, StringComparison.Ordinal) && Monotonic.Microseconds() >= _deadline)
        {
            return new BusException(
                BusFailure.Timeout, string.Empty, $"no answer to {call.Interface}.{call.Member} on {call.Path} within {timeout.TotalSeconds:0.###} s");
        }

        return new BusException(BusFailure.ErrorReply, name, message.Length > 0 ? message : $"{call.Member} failed with {name}");
    }
}
