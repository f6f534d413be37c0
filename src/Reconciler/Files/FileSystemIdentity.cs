using System.Globalization;

namespace OciReconciler.Files;

/// <summary>
/// Which file system a directory lies on, told so that it is the same after a reboot. No single figure does: device numbers are given anew
/// at each boot; the id of statfs comes from the superblock on ext4, btrfs, overlay, and from the device number or from chance on others
/// (xfs, tmpfs); the mount's source names a disk or a server, or is just a word ("tmpfs"). So two are the same when any of these that means
/// something agrees, and nothing speaks against it.
/// </summary>
/// <param name="Type">Magic number of statfs, hex.</param>
/// <param name="Id">Id of statfs, hex; zeros: it has none.</param>
/// <param name="Source">What the mount was made from: /dev/sda2, server:/export, tmpfs; empty when it cannot be told.</param>
/// <param name="IsMountPoint">Something is mounted on the directory itself.</param>
/// <param name="Boot">Id of the boot in which it was read.</param>
internal sealed record FileSystemIdentity(string Type, string Id, string Source, string Device, bool IsMountPoint, string Boot)
{
    private static readonly string NoId = Hex(0);

    /// <summary>Where the directory is, links followed; null: not known.</summary>
    public string? Path { get; init; }

    /// <summary>Its path from the root of its file system, which a bind mount makes another one; null: not known.</summary>
    public string? Inside { get; init; }

    /// <summary>Of a directory that was seen, though where is not known any more. Nothing continues it.</summary>
    public static FileSystemIdentity Unknown { get; } = new("", "", "", "", IsMountPoint: false, "");

    /// <summary>For messages: what findmnt shows.</summary>
    public string Name => Source.Length > 0 ? $"{Source} ({Device})" : Device;

    // A word such as tmpfs or overlay names nothing.
    private bool HasNamedSource => Source.StartsWith('/') || Source.Contains(':', StringComparison.Ordinal);

    /// <summary>
    /// Whether this, seen later, is the same file system. A mount point that is none any more has lost its mount, even when what lay below
    /// is on the same disk (a bind mount).
    /// </summary>
    public bool Continues(FileSystemIdentity before)
    {
        if (Type != before.Type || (before.IsMountPoint && !IsMountPoint) || IsShadowed(before))
            return false;
        return (Boot == before.Boot && Device == before.Device)
            || (Id != NoId && Id == before.Id)
            || (HasNamedSource && Source == before.Source);
    }

    /// <summary>
    /// Whether the same path leads to another place of the same file system than before: a mount above it came or went. A link or a
    /// directory that was swapped changes both, or none.
    /// </summary>
    public bool IsShadowed(FileSystemIdentity before) =>
        Source == before.Source && Path is not null && Path == before.Path && Inside is not null && before.Inside is not null
        && Inside != before.Inside;

    /// <summary>That of a directory, or null when it is gone or the kernel does not tell.</summary>
    public static FileSystemIdentity? Of(string directory)
    {
        if (LibC.Stat(LibC.CurrentDirectory, directory, 0, LibC.BasicStats | LibC.MountId, out var stat) != 0
            || LibC.StatFileSystem(directory, out var fileSystem) != 0)
        {
            return null;
        }

        var mount = MountInfo.Find(TextOf("/proc/self/mountinfo"), stat.MountId);
        var path = RealPath(directory);
        return new FileSystemIdentity(
            Hex(fileSystem.Type), Hex(fileSystem.Id), mount?.Source ?? "", new FileDevice(stat.DeviceMajor, stat.DeviceMinor).ToString(),
            (stat.Attributes & LibC.MountRoot) != 0, TextOf("/proc/sys/kernel/random/boot_id").Trim())
        {
            Path = path,
            Inside = path is null ? null : mount?.Inside(path),
        };
    }

    /// <summary>Where a path leads, links followed; null: nowhere.</summary>
    public static string? RealPath(string directory)
    {
        using var opened = new DescriptorHandle(LibC.Open(directory, LibC.PathOnly | LibC.CloseOnExec));
        return opened.IsInvalid
            ? null
            : new FileInfo(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{opened.Descriptor}")).LinkTarget;
    }

    private static string TextOf(string path)
    {
        try
        {
            return RegularFile.ReadAllText(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static string Hex(ulong value) => value.ToString("x16", CultureInfo.InvariantCulture);
}
