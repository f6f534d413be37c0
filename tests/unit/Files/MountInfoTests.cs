namespace OciReconciler.UnitTests.Files;

public class MountInfoTests
{
    private const string Text = """
        22 1 8:2 / / rw,relatime shared:1 - ext4 /dev/sda2 rw
        31 22 8:2 /srv/a\040store /etc/o rw,relatime shared:1 master:2 - ext4 /dev/sda2 rw
        41 22 0:41 /@/home /home rw - btrfs /dev/sdb1 rw,subvol=/@/home

        """;

    [Theory]
    [InlineData(22, "/etc/o/m", "/etc/o/m", "/dev/sda2")]
    [InlineData(22, "/", "/", "/dev/sda2")]
    [InlineData(31, "/etc/o/m", "/srv/a store/m", "/dev/sda2")]
    [InlineData(31, "/etc/o", "/srv/a store", "/dev/sda2")]
    [InlineData(31, "/etc/other", null, "/dev/sda2")]
    [InlineData(41, "/home/..m", "/@/home/..m", "/dev/sdb1")]
    public void Find_Mount_ReportsWhereAPathIsInside(int mount, string path, string? inside, string source)
    {
        var found = MountInfo.Find(Text, (ulong)mount)!;
        Assert.Equal((inside, source), (found.Inside(path), found.Source));
    }

    [Fact]
    public void Find_NoSuchMount_IsNull() => Assert.Null(MountInfo.Find(Text, 4));
}
