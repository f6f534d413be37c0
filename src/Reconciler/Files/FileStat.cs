using System.Runtime.InteropServices;

namespace OciReconciler.Files;

/// <summary>What tells one version of a file from another without reading it.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FileStat
{
    private const int TypeMask = 0xF000;
    private const int Regular = 0x8000;
    private const int Directory = 0x4000;
    private const int Link = 0xA000;

    private FileStat(LibC.StatBuffer raw)
    {
        Device = new FileDevice(raw.DeviceMajor, raw.DeviceMinor);
        (Inode, Size, Mode, Uid, Gid) = (raw.Inode, raw.Size, raw.Mode, raw.Uid, raw.Gid);
        ModifiedNanoseconds = (raw.ModifiedSeconds * 1_000_000_000) + raw.ModifiedNanoseconds;
        ChangedNanoseconds = (raw.ChangedSeconds * 1_000_000_000) + raw.ChangedNanoseconds;
    }

    /// <summary>The file system.</summary>
    public FileDevice Device { get; }

    /// <summary>The file in it.</summary>
    public ulong Inode { get; }

    /// <summary>Bytes.</summary>
    public ulong Size { get; }

    /// <summary>mtime since 1970; anybody can set it.</summary>
    public long ModifiedNanoseconds { get; }

    /// <summary>ctime since 1970; only the kernel sets it.</summary>
    public long ChangedNanoseconds { get; }

    /// <summary>Type and permissions.</summary>
    public ushort Mode { get; }

    /// <summary>Who owns it.</summary>
    public uint Uid { get; }

    /// <summary>Its group.</summary>
    public uint Gid { get; }

    /// <summary>A regular file.</summary>
    public bool IsRegular => (Mode & TypeMask) == Regular;

    /// <summary>A directory.</summary>
    public bool IsDirectory => (Mode & TypeMask) == Directory;

    /// <summary>A symbolic link: only of an entry itself.</summary>
    public bool IsLink => (Mode & TypeMask) == Link;

    /// <summary>Permissions.</summary>
    public UnixFileMode Permissions => (UnixFileMode)(Mode & ~TypeMask);

    /// <summary>The type in words.</summary>
    public string TypeName => (Mode & TypeMask) switch
    {
        Regular => "a regular file",
        Directory => "a directory",
        0x1000 => "a FIFO",
        0x2000 or 0x6000 => "a device",
        0xC000 => "a socket",
        _ => "of an unknown type",
    };

    /// <summary>mtime.</summary>
    public DateTimeOffset Modified => DateTimeOffset.UnixEpoch.AddTicks(ModifiedNanoseconds / TimeSpan.NanosecondsPerTick);

    /// <summary>ctime.</summary>
    public DateTimeOffset Changed => DateTimeOffset.UnixEpoch.AddTicks(ChangedNanoseconds / TimeSpan.NanosecondsPerTick);

    /// <summary>Stat by path, links followed. Returns 0 or errno.</summary>
    public static int OfPath(string path, out FileStat stat) => Call(LibC.CurrentDirectory, path, 0, out stat);

    /// <summary>Stat of what the path names itself, links not followed. Returns 0 or errno.</summary>
    public static int OfEntry(string path, out FileStat stat) => Call(LibC.CurrentDirectory, path, LibC.NoFollow, out stat);

    /// <summary>Stat of an open file. Returns 0 or errno.</summary>
    public static int OfDescriptor(int descriptor, out FileStat stat) => Call(descriptor, "", LibC.EmptyPath, out stat);

    private static int Call(int directory, string path, int flags, out FileStat stat)
    {
        if (LibC.Stat(directory, path, flags, LibC.BasicStats, out var raw) != 0)
        {
            stat = default;
            return Marshal.GetLastPInvokeError();
        }

        stat = new FileStat(raw);
        return 0;
    }
}

/// <summary>A file system, as stat tells it.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FileDevice(uint Major, uint Minor)
{
    /// <summary>MAJOR:MINOR, as findmnt and /proc/self/mountinfo write it.</summary>
    public override string ToString() => $"{Major}:{Minor}";
}
