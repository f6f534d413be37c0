using System.Net.Sockets;

namespace OciReconciler.DBus.Service;

/// <summary>
/// journald's socket for entries (systemd's Native Journal Protocol). Thread-safe: each entry goes through a socket of its own, so none
/// waits behind another.
/// </summary>
/// <param name="patience">How long one entry may wait for a journald that does not read.</param>
internal sealed class JournalSocket(string path, TimeSpan patience)
{
    private readonly UnixDomainSocketEndPoint _receiver = new(path);

    /// <summary>Sends one encoded entry: as a datagram, or when it is too large for one, as sealed memory.</summary>
    /// <returns>False when there is no journald, when it did not read in time, or when the host lacks descriptors or memory.</returns>
    internal bool TrySend(ReadOnlySpan<byte> entry)
    {
        try
        {
            using var socket = DatagramSocket.Connect(_receiver, patience);
            socket.Send(entry, SocketFlags.None, out var error);
            if (error is SocketError.MessageSize or SocketError.NoBufferSpaceAvailable)
            {
                using var memory = SealedMemory.Create("journal-entry", entry);
                DescriptorPassing.Send(socket, memory);
                return true;
            }

            return error == SocketError.Success;
        }
        catch (Exception failure) when (failure is SocketException or IOException)
        {
            return false;
        }
    }
}
