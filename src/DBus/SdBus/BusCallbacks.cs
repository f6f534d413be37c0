using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OciReconciler.DBus.SdBus;

/// <summary>
/// What sd-bus calls, always from inside sd_bus_process on the pump thread. No exception may leave: there is native code below.
/// Returning 0 lets the other matches see the message.
/// </summary>
internal static class BusCallbacks
{
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static int OnMessage(nint message, nint userData, nint error)
    {
        try
        {
            BusOperation.FromUserData(userData).Receive(BusPump.OfThisThread(), message);
        }
        catch (Exception failure)
        {
            BusPump.OfThisThread().Abandon($"a message could not be handled: {failure.Message}");
        }

        return 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static int OnMatchInstalled(nint message, nint userData, nint error)
    {
        try
        {
            ((MatchOperation)BusOperation.FromUserData(userData)).Answer(BusPump.OfThisThread(), message);
        }
        catch (Exception failure)
        {
            BusPump.OfThisThread().Abandon($"the answer to a match rule could not be handled: {failure.Message}");
        }

        return 0;
    }
}
