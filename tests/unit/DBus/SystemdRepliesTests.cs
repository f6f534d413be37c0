using OciReconciler.DBus.Bus;
using OciReconciler.DBus.Systemd;

namespace OciReconciler.UnitTests.DBus;

public sealed class SystemdRepliesTests
{
    [Theory]
    [InlineData("257.9-1~deb13u1", 257)]
    [InlineData("v252", 252)]
    [InlineData("systemd 258~rc1", 258)]
    public void ToInfo_FindsTheNumber(string version, int major) =>
        Assert.Equal(new ManagerInfo(version, major), SystemdReplies.ToInfo([new BusValue.Variant(new BusValue.Text(version))]));

    [Fact]
    public void ToInfo_NoNumber_IsMalformed() =>
        Assert.Throws<BusException>(() => SystemdReplies.ToInfo([new BusValue.Text("main")]));

    [Fact]
    public void ToUnits_ReadsARow()
    {
        BusValue[] fields =
        [
            .. new[] { "a.service", "about a", "loaded", "active", "running", "" }.Select(BusValue (text) => new BusValue.Text(text)),
            new BusValue.ObjectPath("/a"), new BusValue.UInt32(9), new BusValue.Text("start"), new BusValue.ObjectPath("/j"),
        ];
        var body = new BusValue.Array("(ssssssouso)", [new BusValue.Struct([.. fields])]);
        Assert.Equal([new UnitStatus("a.service", "about a", "loaded", "active", "running", 9, "start")], SystemdReplies.ToUnits([body]));
    }

    [Fact]
    public void ToUnitFiles_ReadsARow()
    {
        var row = new BusValue.Struct([new BusValue.Text("/etc/systemd/system/a.service"), new BusValue.Text("masked")]);
        var body = new BusValue.Array("(ss)", [row]);
        Assert.Equal([new UnitFile("/etc/systemd/system/a.service", "masked")], SystemdReplies.ToUnitFiles([body]));
    }

    [Theory]
    [InlineData("done", JobResult.Done)]
    [InlineData("skipped", JobResult.Skipped)]
    [InlineData("collected", JobResult.Other)]
    public void ToJobResult_KnowsTheWords(string word, JobResult result) => Assert.Equal(result, SystemdReplies.ToJobResult(word));
}
