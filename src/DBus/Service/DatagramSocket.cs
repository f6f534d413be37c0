using System.Net.Sockets;

namespace OciReconciler.DBus.Service;

/// <summary>Datagram sockets of this host (unix(7)). Thread-safe.</summary>
internal static class DatagramSocket
{
    /// <summary>A socket that sends to one receiver, whoever reads there later: the caller disposes it.</summary>
    /// <param name="patience">
    /// How long one send may wait for a receiver that does not read (SO_SNDTIMEO); it fails with <see cref="SocketError.TimedOut"/> then.
    /// </param>
    /// <exception cref="SocketException">Nobody receives there, or the process has no descriptor left.</exception>
    internal static Socket Connect(UnixDomainSocketEndPoint receiver, TimeSpan patience)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        try
        {
            socket.SendTimeout = (int)patience.TotalMilliseconds;
            socket.Connect(receiver);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
