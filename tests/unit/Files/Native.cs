using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace OciReconciler.UnitTests.Files;

/// <summary>Calls of the C library for tests, and files of kinds that .NET makes none of.</summary>
internal static partial class Native
{
    public const int HangUp = 1;
    public const int User1 = 10;
    public const int User2 = 12;
    public const int Terminate = 15;

    [LibraryImport("libc.so.6", EntryPoint = "umask")]
    public static partial uint SetUmask(uint mask);

    [LibraryImport("libc.so.6", EntryPoint = "kill")]
    public static partial int Kill(int process, int signal);

    [LibraryImport("libc.so.6", EntryPoint = "chown", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ChangeOwner(string path, uint user, uint group);

    [LibraryImport("libc.so.6", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeFifo(string path, uint mode);

    /// <summary>A FIFO that nobody writes to.</summary>
    public static string Fifo(string path)
    {
        Assert.Equal(0, MakeFifo(path, 0x1B6));
        return path;
    }

    /// <summary>The file of a socket that nobody answers at.</summary>
    public static string Socket(string path)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        // .NET removes the file with the socket: its name is another one by then.
        File.Move(path, path + ".kept");
        return path + ".kept";
    }
}
