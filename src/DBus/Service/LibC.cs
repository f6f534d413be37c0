using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace OciReconciler.DBus.Service;

/// <summary>The calls of the C library that .NET has no form of, for 64-bit systems. All that can fail set errno.</summary>
internal static unsafe partial class LibC
{
    internal const uint MemoryCloseOnExec = 0x1;
    internal const uint MemoryAllowSealing = 0x2;

    internal const int AddSeals = 1033;
    internal const int SealSeal = 0x1;
    internal const int SealShrink = 0x2;
    internal const int SealGrow = 0x4;
    internal const int SealWrite = 0x8;

    internal const int SocketLevel = 1;
    internal const int Rights = 1;
    internal const int NoSignal = 0x4000;

    internal const int Interrupted = 4;

    private const string Library = "libc";

    [LibraryImport(Library, EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial SafeFileHandle CreateMemory(string name, uint flags);

    // fcntl(2) is variadic. Linux passes an int that is its third argument as it passes a declared one, on x86-64 and on arm64.
    [LibraryImport(Library, EntryPoint = "fcntl", SetLastError = true)]
    internal static partial int Control(SafeHandle descriptor, int command, int argument);

    [LibraryImport(Library, EntryPoint = "sendmsg", SetLastError = true)]
    internal static partial nint Send(SafeHandle socket, in Message message, int flags);

    [LibraryImport(Library, EntryPoint = "geteuid")]
    internal static partial uint EffectiveUser();

    /// <summary>struct msghdr.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Message
    {
        internal void* Name;
        internal uint NameLength;
        internal void* Parts;
        internal nuint PartCount;
        internal void* Control;
        internal nuint ControlLength;
        internal int Flags;
    }

    /// <summary>struct cmsghdr with one descriptor (SCM_RIGHTS), padded as CMSG_SPACE pads it.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct RightsMessage
    {
        /// <summary>CMSG_LEN: without the padding.</summary>
        internal const int UnpaddedLength = 20;

        internal nuint Length;
        internal int Level;
        internal int Type;
        internal int Descriptor;
    }
}
