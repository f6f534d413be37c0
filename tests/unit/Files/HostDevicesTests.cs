using OciReconciler.UnitTests.Sources;

namespace OciReconciler.UnitTests.Files;

public sealed class HostDevicesTests : IDisposable
{
    private readonly TemporaryDirectory _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Theory]
    [InlineData("ttyUSB0", true)]
    [InlineData("dri/renderD128", true)]
    [InlineData("serial/by-id/usb-1", false)]
    [InlineData("tty", false)]
    [InlineData("", false)]
    public void Exists_NotInThisDev_IsWhatTheKernelCallsByThatName(string device, bool exists)
    {
        _temporary.Make("class/tty/ttyUSB0");
        _temporary.Make("class/drm/renderD128");
        Assert.Equal(exists, HostDevices.Exists($"{_temporary.Path}/dev/{device}", _temporary["class"]));
    }

    [Fact]
    public void Exists_InThisDev_IsThere() => Assert.True(HostDevices.Exists("/dev/null", _temporary["none"]));

    [Fact]
    public void Exists_NoSysfs_IsNot() => Assert.False(HostDevices.Exists("/dev/nosuch", _temporary["none"]));
}
