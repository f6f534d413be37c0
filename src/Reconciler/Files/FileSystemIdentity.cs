using System.Globalization;

namespace OciReconciler.Files;

/// <summary>
/// Which file system a directory lies on, told so that it holds over a reboot. No single figure does: device numbers are given anew at each boot; the id of statfs comes from the superblock on
/// ext4, btrfs, overlay, and from the device number or from chance on others (xfs, tmpfs); the mount's source names a disk or a server, or is just a word ("tmpfs"). So two are the same when
/// any of these that means something agrees, and nothing speaks against it.
/// </summary>
/// <param name="Type">Magic number of statfs, hex.</param>
/// <param name="Id">Id of statfs, hex; zeros: it has none.</param>
/// <param name="Source">What the mount was made from: /dev/sda2, server:/export, tmpfs; empty when it cannot be told.</param>
/// <param name="Device">MAJOR:MINOR.</param>
/// <param name="IsMountPoint">Something is mounted on the directory itself.</param>
/// <param name="Boot">Id of the boot in which it was read.</param>
internal sealed record FileSystemIdentity(string Type, string Id, string Source, string Device, bool IsMountPoint, string Boot)
{
    private static readonly string NoId = Hex(0);

    /// <summary>For messages: what findmnt shows.</summary>
    public string Name => Source.Length > 0 ? $"{Source} ({Device})" : Device;

    // A word such as tmpfs or overlay names nothing.
    private bool HasNamedSource => Source.StartsWith('/') || Source.Contains(':', StringComparison.Ordinal);

    /// <summary>Whether this, seen later, is the same file system. A mount point that is none any more has lost its mount, even when what lay below is on the same disk (a bind mount).</summary>
    public bool Continues(FileSystemIdentity before)
    {
        if (Type != before.Type || (before.IsMountPoint && !IsMountPoint))
            return false;
        return (Boot == before.Boot && Device == before.Device)
            || (Id != NoId && Id == before.Id)
            || (HasNamedSource && Source == before.Source);
    }

    /// <summary>That of a directory, or null when it is gone or the kernel does not tell.</summary>
    public static FileSystemIdentity? Of(string directory)
    {
        if (LibC.Stat(LibC.CurrentDirectory, directory, 0, LibC.BasicStats | LibC.MountId, out var stat) != 0
            || LibC.StatFileSystem(directory, out var fileSystem) != 0)
        {
            return null;
        }

        return new FileSystemIdentity(
            Hex(fileSystem.Type), Hex(fileSystem.Id), SourceOf(stat.MountId), new FileDevice(stat.DeviceMajor, stat.DeviceMinor).ToString(),
            (stat.Attributes & LibC.MountRoot) != 0, TextOf("/proc/sys/kernel/random/boot_id").Trim());
    }

    // "36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue": see proc_pid_mountinfo(5).
    private static string SourceOf(ulong mount)
    {
        var id = mount.ToString(CultureInfo.InvariantCulture) + " ";
        var line = TextOf("/proc/self/mountinfo").Split('\n').FirstOrDefault(line => line.StartsWith(id, StringComparison.Ordinal));
        return line?.Split(" - ") is [_, var tail, ..] && tail.Split(' ') is [_, var source, ..] ? source : "";
    }

    private static string TextOf(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static string Hex(ulong value) => value.ToString("x16", CultureInfo.InvariantCulture);
}
