using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace OciReconciler.DBus.Service;

/// <summary>Hands open files to other processes (SCM_RIGHTS of unix(7)). Thread-safe.</summary>
internal static class DescriptorPassing
{
    /// <summary>Sends a datagram that is empty but for a descriptor.</summary>
    /// <param name="socket">A connected socket; its send timeout bounds the wait.</param>
    /// <param name="file">The file. The receiver gets a descriptor of its own, so the caller may close this one afterwards.</param>
    /// <exception cref="IOException">It could not be sent, or the receiver did not read in time.</exception>
    internal static unsafe void Send(Socket socket, SafeFileHandle file)
    {
        var rights = new LibC.RightsMessage
        {
            Length = LibC.RightsMessage.UnpaddedLength,
            Level = LibC.SocketLevel,
            Type = LibC.Rights,
            Descriptor = (int)file.DangerousGetHandle(),
        };
        var message = new LibC.Message { Control = &rights, ControlLength = (nuint)sizeof(LibC.RightsMessage) };
        while (LibC.Send(socket.SafeHandle, message, LibC.NoSignal) < 0)
        {
            if (Marshal.GetLastPInvokeError() != LibC.Interrupted)
                throw new IOException($"cannot pass a descriptor: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }
}
