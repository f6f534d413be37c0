using OciReconciler.DBus.Bus;

namespace OciReconciler.DBus.SdBus;

/// <summary>One match rule with its handler; lives as long as the connection.</summary>
internal sealed unsafe class MatchOperation(string rule, Action<BusSignal> handle) : BusOperation
{
    private readonly TaskCompletionSource _installed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the bus has accepted the rule.</summary>
    internal Task Installed => _installed.Task;

    /// <summary>Asks the bus for the match. On the pump.</summary>
    internal void Install(BusPump pump, BusHandle bus)
    {
        pump.Register(this);
        int result = LibSystemd.sd_bus_add_match_async(
            bus.Value, null, rule, &BusCallbacks.OnMessage, &BusCallbacks.OnMatchInstalled, UserData);
        if (result >= 0)
            return;
        pump.Release(this);
        try
        {
            SdBusErrors.Check(result, $"install the match rule {rule}");
        }
        catch (BusException error)
        {
            _installed.TrySetException(error);
        }
    }

    /// <summary>The bus has answered.</summary>
    internal void Answer(BusPump pump, nint message)
    {
        if (SdBusErrors.ErrorOf(message) is not { } error)
            _installed.TrySetResult();
        else if (!pump.IsOpen)
            _installed.TrySetException(SdBusErrors.Closed("the peer closed it"));
        else
            _installed.TrySetException(new BusException(BusFailure.ErrorReply, error.Name, $"the bus refused the match rule {rule}: {error.Message}"));
    }

    /// <inheritdoc/>
    internal override void Receive(BusPump pump, nint message) => handle(SdBusReader.ReadSignal(message));

    /// <inheritdoc/>
    internal override void Fail(BusException error) => _installed.TrySetException(error);
}
