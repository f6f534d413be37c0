using System.Net.Sockets;
using Tmds.DBus.Protocol;

namespace OciReconciler.DBus.Manager;

/// <summary>Tells what the D-Bus library's exceptions mean to a caller. Pure.</summary>
internal static class BusFailures
{
    /// <summary>The failure of a call, or null when <paramref name="error"/> is none: a cancellation, or a bug.</summary>
    /// <param name="error">What the call threw.</param>
    internal static BusException? OfCall(Exception error, string call, TimeSpan timeout) => error switch
    {
        DBusErrorReplyException reply => new BusException(BusFailure.ErrorReply, reply.ErrorName, Words(reply, call), reply),
        TimeoutException => new BusException(
            BusFailure.Timeout, string.Empty, $"no answer to {call} within {timeout.TotalSeconds:0.###} s"),
        DBusConnectionException or ObjectDisposedException => Closed(error),
        DBusExceptionBase or ArgumentException or IndexOutOfRangeException =>
            new BusException(BusFailure.Malformed, string.Empty, $"{call}: {error.Message}", error),
        _ => null,
    };

    /// <summary>The failure of an attempt to connect, or null as above.</summary>
    internal static BusException? OfConnecting(Exception error, string address) => error switch
    {
        // While it authenticates, the library passes on what the socket says.
        DBusConnectionException or ObjectDisposedException or TimeoutException or ArgumentException or IOException or SocketException =>
            new BusException(
                BusFailure.Closed,
                string.Empty,
                $"cannot connect to the bus at {address}: {error.Message}; is dbus running, and may this user use it?",
                error),
        _ => null,
    };

    /// <summary>Why a connection ended, for people.</summary>
    /// <param name="error">What ended it; null: this side did.</param>
    internal static string WhyClosed(Exception? error) => error is null ? "closed by this side" : error.GetBaseException().Message;

    private static BusException Closed(Exception error) =>
        BusException.Closed(WhyClosed(error.GetBaseException() is ObjectDisposedException ? null : error));

    private static string Words(DBusErrorReplyException reply, string call) =>
        // The library puts the name where a message is missing.
        reply.ErrorMessage.Length > 0 && reply.ErrorMessage != reply.ErrorName
            ? reply.ErrorMessage
            : $"{call} failed with {reply.ErrorName}";
}
