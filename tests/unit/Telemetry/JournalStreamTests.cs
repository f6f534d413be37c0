using OciReconciler.Telemetry;

namespace OciReconciler.UnitTests.Telemetry;

public sealed class JournalStreamTests
{
    [Theory]
    [InlineData("8:4711", true)]
    [InlineData("8:4712", false)]
    [InlineData("9:4711", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Names_OnlyTheFileItself(string? variable, bool expected) =>
        Assert.Equal(expected, JournalStream.Names(variable, new FileDevice(0, 8), 4711));

    // The first is /dev/sda1's number; the others have bits beyond the old eight.
    [Theory]
    [InlineData(8, 1, 2049)]
    [InlineData(259, 300, 1114924)]
    [InlineData(0, 1048575, 4293918975)]
    public void Names_DeviceNumberIsTheCLibrarys(uint major, uint minor, ulong number) =>
        Assert.True(JournalStream.Names($"{number}:1", new FileDevice(major, minor), 1));
}
