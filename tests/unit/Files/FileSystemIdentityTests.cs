namespace OciReconciler.UnitTests.Files;

public class FileSystemIdentityTests
{
    private static readonly FileSystemIdentity Disk = new("ef53", "00000000000000aa", "/dev/sda2", "8:2", IsMountPoint: false, "boot1");

    /// <summary>Seen before, seen now, and whether they are one.</summary>
    public static TheoryData<string, bool> Pairs => new()
    {
        { "nothing changed", true },
        { "rebooted, other device numbers", true },
        { "rebooted, xfs: other id and numbers, same disk", true },
        { "rebooted, disk renamed, same id", true },
        { "rebooted, another disk", false },
        { "another type", false },
        { "unmounted tmpfs over tmpfs", false },
        { "rebooted, tmpfs made anew", false },
        { "rebooted, no ids and no named source", false },
        { "bind mount of the same disk unmounted", false },
        { "mounted on top, same disk", true },
        { "bind mount of the same disk above it unmounted", false },
        { "a directory of the same disk swapped behind a link", true },
        { "rebooted, another subvolume", false },
        { "seen by a version that knew no paths", true },
        { "nfs, rebooted", true },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Continues_OneChange_IsReportedBy(string change, bool same)
    {
        var (before, now) = Pair(change);
        Assert.Equal(same, now.Continues(before));
    }

    [Fact]
    public void Of_RealDirectories_DistinguishesFileSystems()
    {
        var proc = FileSystemIdentity.Of("/proc")!;
        Assert.Equal("proc", proc.Source);
        Assert.True(proc.IsMountPoint);
        Assert.NotEqual("", proc.Boot);
        Assert.False(FileSystemIdentity.Of("/proc/self")!.IsMountPoint);
        Assert.True(FileSystemIdentity.Of("/proc")!.Continues(proc));
        Assert.False(FileSystemIdentity.Of("/")!.Continues(proc));
        Assert.Equal(("/proc", "/"), (proc.Path, proc.Inside));
        Assert.Null(FileSystemIdentity.Of("/nowhere"));
    }

    private static (FileSystemIdentity Before, FileSystemIdentity Now) Pair(string change)
    {
        var tmpfs = Disk with { Type = "01021994", Source = "tmpfs" };
        return change switch
        {
            "nothing changed" => (Disk, Disk with { }),
            "rebooted, other device numbers" => (Disk, Disk with { Boot = "boot2", Device = "8:18" }),
            "rebooted, xfs: other id and numbers, same disk" => (Disk,
                Disk with { Boot = "boot2", Device = "8:18", Id = "00000000000000bb" }),
            "rebooted, disk renamed, same id" => (Disk, Disk with { Boot = "boot2", Device = "8:18", Source = "/dev/sdb2" }),
            "rebooted, another disk" => (Disk, Disk with { Boot = "boot2", Source = "/dev/sdb2", Id = "00000000000000bb" }),
            "another type" => (Disk, Disk with { Type = "9123683e" }),
            "unmounted tmpfs over tmpfs" => (tmpfs with { Device = "0:50" }, tmpfs with { Device = "0:40", Id = "00000000000000bb" }),
            "rebooted, tmpfs made anew" => (tmpfs, tmpfs with { Boot = "boot2", Id = "00000000000000bb" }),
            "rebooted, no ids and no named source" => (tmpfs with { Id = "0000000000000000" },
                tmpfs with { Boot = "boot2", Id = "0000000000000000" }),
            "bind mount of the same disk unmounted" => (Disk with { IsMountPoint = true }, Disk),
            "mounted on top, same disk" => (Disk, Disk with { IsMountPoint = true }),
            "bind mount of the same disk above it unmounted" => (At("/etc/o/m", "/store/m"), At("/etc/o/m", "/etc/o/m")),
            "a directory of the same disk swapped behind a link" => (At("/deploy/1", "/deploy/1"), At("/deploy/2", "/deploy/2")),
            "rebooted, another subvolume" => (At("/etc/o/m", "/@1/etc/o/m"), At("/etc/o/m", "/@2/etc/o/m") with { Boot = "boot2" }),
            "seen by a version that knew no paths" => (Disk, At("/etc/o/m", "/store/m")),
            "nfs, rebooted" => (Nfs("boot1", "0:41"), Nfs("boot2", "0:44")),
            _ => throw new ArgumentOutOfRangeException(nameof(change), change, null),
        };
    }

    private static FileSystemIdentity At(string path, string inside) => Disk with { Path = path, Inside = inside };

    private static FileSystemIdentity Nfs(string boot, string device) =>
        new("6969", "0000000000000000", "store:/export", device, IsMountPoint: true, boot);
}
