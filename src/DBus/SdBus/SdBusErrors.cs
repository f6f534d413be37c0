using System.Runtime.InteropServices;
using OciReconciler.DBus.Bus;

namespace OciReconciler.DBus.SdBus;

/// <summary>Turns sd-bus's results into exceptions.</summary>
internal static class SdBusErrors
{
    private const int NotConnected = 107;
    private const int ConnectionReset = 104;

    /// <summary>The text of a negative errno.</summary>
    internal static string Describe(int result) => Marshal.GetPInvokeErrorMessage(-result);

    /// <summary>Throws when an sd-bus function has failed.</summary>
    /// <param name="result">What it returned.</param>
    /// <param name="attempt">What was attempted, as "read a string".</param>
    internal static void Check(int result, string attempt)
    {
        if (result >= 0)
            return;
        BusFailure failure = result is -NotConnected or -ConnectionReset ? BusFailure.Closed : BusFailure.Malformed;
        throw new BusException(failure, string.Empty, $"cannot {attempt}: {Describe(result)}");
    }

    /// <summary>The failure of a connection that is over.</summary>
    internal static BusException Closed(string reason) =>
        new(BusFailure.Closed, string.Empty, $"the bus connection is over: {reason}");

    /// <summary>The error that a message carries, or null when it carries none.</summary>
    internal static unsafe (string Name, string Message)? ErrorOf(nint message)
    {
        if (LibSystemd.sd_bus_message_is_method_error(message, null) <= 0)
            return null;
        LibSystemd.ErrorView* error = LibSystemd.sd_bus_message_get_error(message);
        if (error is null)
            return (string.Empty, string.Empty);
        return (Marshal.PtrToStringUTF8((nint)error->Name) ?? string.Empty, Marshal.PtrToStringUTF8((nint)error->Message) ?? string.Empty);
    }
}
