using CsCheck;

namespace OciReconciler.UnitTests.DBus;

public sealed class UnitNameTests
{
    private static readonly Gen<string> Names =
        Gen.String[Gen.Char["abzAZ019:-_.\\"], 1, 240].Select(stem => stem + ".service");

    [Theory]
    [InlineData("podman-web.service", "/org/freedesktop/systemd1/unit/podman_2dweb_2eservice")]
    [InlineData("0a.slice", "/org/freedesktop/systemd1/unit/_30a_2eslice")]
    [InlineData("a_b@1.service", "/org/freedesktop/systemd1/unit/a_5fb_401_2eservice")]
    [InlineData(@"oci-my\x2dapp.slice", "/org/freedesktop/systemd1/unit/oci_2dmy_5cx2dapp_2eslice")]
    public void ToObjectPath_IsWhatSystemdPublishes(string unit, string path)
    {
        Assert.Equal(path, UnitName.ToObjectPath(unit));
        Assert.Equal(unit, UnitName.FromObjectPath(path));
    }

    [Fact]
    public void ObjectPath_AnyName_ComesBack() =>
        Names.Sample(name =>
        {
            string path = UnitName.ToObjectPath(name);
            return string.Equals(UnitName.FromObjectPath(path), name, StringComparison.Ordinal)
                && path.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '/');
        });

    [Theory]
    [InlineData("/org/freedesktop/systemd1/job/3")]
    [InlineData("/org/freedesktop/systemd1/unit/a_2")]
    [InlineData("/org/freedesktop/systemd1/unit/a_zz")]
    public void FromObjectPath_NoUnit_IsNull(string path) => Assert.Null(UnitName.FromObjectPath(path));

    [Theory]
    [InlineData("web")]
    [InlineData("web.container")]
    [InlineData(".service")]
    [InlineData("@a.service")]
    [InlineData("a b.service")]
    [InlineData("a/b.service")]
    [InlineData("ü.service")]
    [InlineData("")]
    public void IsValid_NoUnitName_IsFalse(string name)
    {
        Assert.False(UnitName.IsValid(name));
        Assert.Throws<ArgumentException>(() => UnitName.ToObjectPath(name));
    }

    [Fact]
    public void IsValid_LengthIsLimited()
    {
        string longest = new string('a', UnitName.MaxBytes - ".service".Length) + ".service";
        Assert.True(UnitName.IsValid(longest));
        Assert.False(UnitName.IsValid("a" + longest));
    }
}
