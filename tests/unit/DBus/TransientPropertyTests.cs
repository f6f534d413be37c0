using OciReconciler.DBus.Bus;
using OciReconciler.DBus.Systemd;

namespace OciReconciler.UnitTests.DBus;

public sealed class TransientPropertyTests
{
    private static readonly ExecLine Line = new("/bin/echo", ["echo", "$HOME", "a$$b", "%h", ""], IgnoreFailure: true);

    [Fact]
    public void ExecCommands_254_SendsTheExFormLiterally()
    {
        KeyValuePair<string, BusValue> property = TransientProperty.ExecCommands("ExecStart", [Line], 254);
        Assert.Equal("ExecStartEx", property.Key);
        Assert.Equal("a(sasas)", property.Value.Signature);
        IReadOnlyList<BusValue> command = property.Value.AsItems()[0].AsItems();
        Assert.Equal("(sasas)", property.Value.AsItems()[0].Signature);
        Assert.Equal("/bin/echo", command[0].AsText());
        Assert.Equal(["echo", "$HOME", "a$$b", "%h", ""], command[1].AsTexts());
        Assert.Equal(["no-env-expand", "ignore-failure"], command[2].AsTexts());
    }

    [Fact]
    public void ExecCommands_253_SendsThePlainFormWithDoubledDollars()
    {
        KeyValuePair<string, BusValue> property = TransientProperty.ExecCommands("ExecStopPost", [Line], 253);
        Assert.Equal("ExecStopPost", property.Key);
        Assert.Equal("a(sasb)", property.Value.Signature);
        IReadOnlyList<BusValue> command = property.Value.AsItems()[0].AsItems();
        Assert.Equal(["echo", "$$HOME", "a$$$$b", "%h", ""], command[1].AsTexts());
        Assert.True(command[2].AsBool());
    }

    [Fact]
    public void ExecCommands_WithoutIgnoreFailure_SaysSo()
    {
        ExecLine strict = Line with { IgnoreFailure = false };
        Assert.Equal(["no-env-expand"], TransientProperty.ExecCommands("ExecStart", [strict], 257).Value.AsItems()[0].AsItems()[2].AsTexts());
        Assert.False(TransientProperty.ExecCommands("ExecStart", [strict], 252).Value.AsItems()[0].AsItems()[2].AsBool());
    }

    [Theory]
    [InlineData("echo")]
    [InlineData("/opt/$x/echo")]
    public void ExecCommands_PathThatSystemdWouldNotKeep_IsRefused(string path) =>
        Assert.Throws<ArgumentException>(() => TransientProperty.ExecCommands("ExecStart", [Line with { Path = path }], 257));

    [Fact]
    public void ExecCommands_NoArguments_IsRefused() =>
        Assert.Throws<ArgumentException>(() => TransientProperty.ExecCommands("ExecStart", [Line with { Arguments = [] }], 257));

    [Fact]
    public void Duration_NeverIsTheLargestNumberNotZero()
    {
        Assert.Equal(ulong.MaxValue, TransientProperty.Duration("TimeoutStartUSec", null).Value.AsUInt64());
        Assert.Equal(120_000_000UL, TransientProperty.Duration("TimeoutStopUSec", TimeSpan.FromSeconds(120)).Value.AsUInt64());
    }
}
