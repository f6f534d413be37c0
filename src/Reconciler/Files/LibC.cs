using System.Runtime.InteropServices;

namespace OciReconciler.Files;

/// <summary>The calls of the C library that .NET has no form of. All of them set errno.</summary>
internal static partial class LibC
{
    private const string Library = "libc.so.6";

    public const int CurrentDirectory = -100;
    public const int NoFollow = 0x100;
    public const int EmptyPath = 0x1000;
    public const uint BasicStats = 0x7ff;
    public const uint MountId = 0x1000;
    public const ulong MountRoot = 0x2000;

    public const int ReadOnly = 0;
    public const int NoControllingTerminal = 0x100;
    public const int NonBlocking = 0x800;
    public const int CloseOnExec = 0x80000;
    public const int PathOnly = 0x200000;

    public const int ErrorNotPermitted = 1;
    public const int ErrorNoEntry = 2;
    public const int ErrorInterrupted = 4;
    public const int ErrorAgain = 11;
    public const int ErrorAccess = 13;
    public const int ErrorNotDirectory = 20;
    public const int ErrorReadOnly = 30;
    public const int ErrorRange = 34;

    public const int MayWrite = 2;
    public const int MaySearch = 1;

    public const short PollIn = 1;

    public const int PagesNotNeeded = 4;

    public const int WallClock = 0;
    public const int AbsoluteTime = 1;
    public const int CancelOnSet = 2;

    public const int UnblockSignals = 1;
    public const int SignalSetWords = 16;

    // open(2) takes a third argument only with O_CREAT, which is never passed: this form is not variadic.
    [LibraryImport(Library, EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags);

    [LibraryImport(Library, EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int descriptor);

    [LibraryImport(Library, EntryPoint = "fsync", SetLastError = true)]
    public static partial int Sync(int descriptor);

    // access(2) goes by the real user and group, which are the effective ones here.
    [LibraryImport(Library, EntryPoint = "access", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Access(string path, int mode);

    // statx has one layout on all architectures; struct stat has not.
    [LibraryImport(Library, EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Stat(int directory, string path, int flags, uint mask, out StatBuffer buffer);

    [LibraryImport(Library, EntryPoint = "statfs", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int StatFileSystem(string path, out FileSystemBuffer buffer);

    [LibraryImport(Library, EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(int descriptor, Span<byte> buffer, nuint length);

    [LibraryImport(Library, EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(int descriptor, ReadOnlySpan<byte> buffer, nuint length);

    [LibraryImport(Library, EntryPoint = "eventfd", SetLastError = true)]
    public static partial int EventDescriptor(uint value, int flags);

    [LibraryImport(Library, EntryPoint = "poll", SetLastError = true)]
    public static partial int Poll(Span<PollItem> items, nuint count, int timeoutMilliseconds);

    [LibraryImport(Library, EntryPoint = "inotify_init1", SetLastError = true)]
    public static partial int InotifyInit(int flags);

    [LibraryImport(Library, EntryPoint = "inotify_add_watch", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int InotifyAdd(int descriptor, string path, uint mask);

    [LibraryImport(Library, EntryPoint = "inotify_rm_watch", SetLastError = true)]
    public static partial int InotifyRemove(int descriptor, int watch);

    [LibraryImport(Library, EntryPoint = "getrandom", SetLastError = true)]
    public static partial nint FillRandom(Span<byte> buffer, nuint length, uint flags);

    [LibraryImport(Library, EntryPoint = "madvise", SetLastError = true)]
    public static partial int AdvisePages(nuint address, nuint length, int advice);

    [LibraryImport(Library, EntryPoint = "timerfd_create", SetLastError = true)]
    public static partial int TimerDescriptor(int clock, int flags);

    [LibraryImport(Library, EntryPoint = "timerfd_settime", SetLastError = true)]
    public static partial int SetTimer(int descriptor, int flags, in TimerSetting setting, nint before);

    /// <summary>Changes which signals this thread blocks. Returns 0 or the error.</summary>
    /// <param name="how"><see cref="UnblockSignals"/>.</param>
    /// <param name="signals">sigset_t: bit N - 1 for signal N.</param>
    /// <param name="before">Null.</param>
    [LibraryImport(Library, EntryPoint = "pthread_sigmask")]
    public static partial int SignalMask(int how, ReadOnlySpan<ulong> signals, nint before);

    [LibraryImport(Library, EntryPoint = "geteuid")]
    public static partial uint EffectiveUser();

    [LibraryImport(Library, EntryPoint = "getegid")]
    public static partial uint EffectiveGroup();

    /// <summary>Replaces this process. Returns only when it could not.</summary>
    /// <param name="file">A program, looked for along PATH.</param>
    /// <param name="arguments">Ends with null.</param>
    [LibraryImport(Library, EntryPoint = "execvp", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Execute(string file, string?[] arguments);

    [LibraryImport(Library, EntryPoint = "signal", SetLastError = true)]
    public static partial nint OnSignal(int signal, nint handler);

    // getpwnam_r returns the error instead of setting errno; no entry is success with a null result.
    [LibraryImport(Library, EntryPoint = "getpwnam_r", StringMarshalling = StringMarshalling.Utf8)]
    public static unsafe partial int FindUser(string name, out UserEntry entry, byte* buffer, nuint length, out nint result);

    [LibraryImport(Library, EntryPoint = "getpwuid_r")]
    public static unsafe partial int FindUser(uint uid, out UserEntry entry, byte* buffer, nuint length, out nint result);

    /// <summary>The text of the last call's errno.</summary>
    public static string LastError() => Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError());

    /// <summary>One descriptor of poll(2).</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct PollItem
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    /// <summary>struct itimerspec.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct TimerSetting
    {
        public long IntervalSeconds;
        public long IntervalNanoseconds;
        public long DueSeconds;
        public long DueNanoseconds;
    }

    /// <summary>struct passwd; its pointers lead into the call's buffer.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct UserEntry
    {
        public nint Name;
        public nint Password;
        public uint Uid;
        public uint Gid;
        public nint RealName;
        public nint Home;
        public nint Shell;
    }

    /// <summary>The fields of struct statx that are used.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    public struct StatBuffer
    {
        [FieldOffset(8)]
        public ulong Attributes;

        [FieldOffset(20)]
        public uint Uid;

        [FieldOffset(24)]
        public uint Gid;

        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(40)]
        public ulong Size;

        [FieldOffset(96)]
        public long ChangedSeconds;

        [FieldOffset(104)]
        public uint ChangedNanoseconds;

        [FieldOffset(112)]
        public long ModifiedSeconds;

        [FieldOffset(120)]
        public uint ModifiedNanoseconds;

        [FieldOffset(136)]
        public uint DeviceMajor;

        [FieldOffset(140)]
        public uint DeviceMinor;

        [FieldOffset(144)]
        public ulong MountId;
    }

    /// <summary>The fields of struct statfs that are used; its layout is the same on all 64-bit architectures of .NET.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    public struct FileSystemBuffer
    {
        [FieldOffset(0)]
        public ulong Type;

        [FieldOffset(56)]
        public ulong Id;
    }
}
