using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using OciReconciler.UnitTests.Sources;
using LibC = OciReconciler.DBus.Service.LibC;

namespace OciReconciler.UnitTests.Service;

/// <summary>A datagram socket that stands in for systemd's or journald's, at a path of its own or in the abstract namespace.</summary>
internal sealed partial class Receiver : IDisposable
{
    private const int CloseOnExec = 0x40000000;

    // The buffer holds more than a datagram can have.
    private readonly byte[] _buffer = new byte[8 << 20];
    private readonly TemporaryDirectory _directory = new();
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 30_000 };

    /// <param name="name">@NAME, or null for a path.</param>
    public Receiver(string? name = null)
    {
        Address = name ?? _directory["socket"];
        _socket.Bind(new UnixDomainSocketEndPoint(name is null ? Address : "\0" + name[1..]));
    }

    public string Address { get; }

    /// <summary>Stops receiving. The path stays, as it does when a process is killed; .NET would remove it.</summary>
    public void Close()
    {
        _socket.Dispose();
        File.WriteAllText(Address, "");
    }

    public void Dispose()
    {
        _socket.Dispose();
        _directory.Dispose();
    }

    /// <summary>A datagram without a descriptor.</summary>
    public byte[] Datagram()
    {
        var (length, descriptor) = Receive();
        Assert.Null(descriptor);
        return _buffer[..length];
    }

    /// <summary>The descriptor of an empty datagram.</summary>
    public SafeFileHandle Descriptor()
    {
        var (length, descriptor) = Receive();
        Assert.Equal(0, length);
        return Assert.IsType<SafeFileHandle>(descriptor);
    }

    /// <summary>What an entry says, however it comes.</summary>
    public byte[] Entry()
    {
        var (length, descriptor) = Receive();
        using (descriptor)
            return descriptor is null ? _buffer[..length] : Content(descriptor);
    }

    /// <summary>All that a file has.</summary>
    public static byte[] Content(SafeFileHandle file)
    {
        var content = new byte[RandomAccess.GetLength(file)];
        Assert.Equal(content.Length, RandomAccess.Read(file, content, 0));
        return content;
    }

    private unsafe (int Length, SafeFileHandle? Descriptor) Receive()
    {
        fixed (byte* buffer = _buffer)
        {
            var part = new Part { Start = buffer, Length = (nuint)_buffer.Length };
            var rights = default(LibC.RightsMessage);
            var message = new LibC.Message {
                Parts = &part, PartCount = 1, Control = &rights, ControlLength = (nuint)sizeof(LibC.RightsMessage) };
            int length = (int)Receive(_socket.SafeHandle, &message, CloseOnExec);
            Assert.True(length >= 0, Marshal.GetLastPInvokeErrorMessage());
            return (length, message.ControlLength == 0 ? null : new SafeFileHandle(rights.Descriptor, ownsHandle: true));
        }
    }

    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    private static unsafe partial nint Receive(SafeHandle socket, LibC.Message* message, int flags);

    [StructLayout(LayoutKind.Sequential)]
    private unsafe struct Part
    {
        public byte* Start;
        public nuint Length;
    }
}
