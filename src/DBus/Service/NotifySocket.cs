using System.Net.Sockets;
using System.Text;

namespace OciReconciler.DBus.Service;

/// <summary>One message to the socket that NOTIFY_SOCKET names (sd_notify(3)). Thread-safe.</summary>
internal static class NotifySocket
{
    // struct sockaddr_un has 108 bytes for a name, and libsystemd keeps the last one for a NUL.
    private const int LongestAddress = 107;

    // systemd reads no notifications while it reloads its units, which takes seconds on a host that has many.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Sends assignments, one a line. Waits 10 seconds at most for a systemd that does not read; sd_notify waits without end.
    /// </summary>
    /// <param name="address">
    /// The value of NOTIFY_SOCKET: an absolute path, or <c>@NAME</c> in the abstract namespace. Null means that nobody asked to be told.
    /// </param>
    /// <param name="assignments">Lines of the form NAME=VALUE.</param>
    /// <returns>Whether there was somebody to tell.</returns>
    /// <exception cref="IOException">The address is none, or the message could not be delivered.</exception>
    internal static bool Send(string? address, string assignments)
    {
        if (address is null)
            return false;
        var receiver = Parse(address);
        try
        {
            using var socket = DatagramSocket.Connect(receiver, Patience);
            socket.Send(Encoding.UTF8.GetBytes(assignments));
            return true;
        }
        catch (SocketException failure)
        {
            throw new IOException($"cannot notify systemd at {address}: {Describe(failure)}", failure);
        }
    }

    // .NET's texts are about addresses of a network, and "Cannot assign requested address" when a path is not there.
    private static string Describe(SocketException failure) => failure.SocketErrorCode switch
    {
        SocketError.AddressNotAvailable => "there is no such socket",
        SocketError.ConnectionRefused => "nobody receives there",
        SocketError.TimedOut => $"nobody read there for {Patience.TotalSeconds} s",
        _ => failure.Message,
    };

    // libsystemd also knows vsock addresses: they are for a whole machine that tells its hypervisor, not for a service.
    private static UnixDomainSocketEndPoint Parse(string address)
    {
        if (address is not ['/' or '@', _, ..] || Encoding.UTF8.GetByteCount(address) > LongestAddress)
        {
            throw new IOException(
                $"cannot notify systemd: NOTIFY_SOCKET is \"{address}\", which is neither an absolute path nor @NAME of at most "
                + $"{LongestAddress} bytes");
        }

        return new UnixDomainSocketEndPoint(address[0] == '@' ? string.Concat("\0", address.AsSpan(1)) : address);
    }
}
