using OciReconciler.UnitTests.Units;

namespace OciReconciler.UnitTests.Workloads;

public sealed class UnitNamesTests
{
    [Fact]
    public void Of_NoServiceName_IsBackendAndName()
    {
        Assert.Equal("podman-web.service", UnitNames.Of(Specs.Web));
        Assert.Equal("docker-web.service", UnitNames.Of(Specs.Web with { Backend = Backend.Docker }));
    }

    [Fact]
    public void Of_ServiceName_IsThat() => Assert.Equal("front.service", UnitNames.Of(Specs.Web with { ServiceName = "front" }));

    // Known answers of systemd-escape.
    [Theory]
    [InlineData("web", "web")]
    [InlineData("my-app", @"my\x2dapp")]
    [InlineData("a_b", "a_b")]
    [InlineData("a.b", "a.b")]
    [InlineData(".a", @"\x2ea")]
    [InlineData("/a//b", "-a--b")]
    [InlineData("a:b", "a:b")]
    [InlineData(@"a\b", @"a\x5cb")]
    [InlineData("é a@", @"\xc3\xa9\x20a\x40")]
    [InlineData("", "")]
    public void Escape_Text_IsSystemds(string text, string escaped) => Assert.Equal(escaped, UnitNames.Escape(text));

    [Theory]
    [InlineData("podman-web.service", true)]
    [InlineData(@"a\x2db@1:_.service", true)]
    [InlineData(".service", false)]
    [InlineData("web", false)]
    [InlineData("a b.service", false)]
    [InlineData("a/b.service", false)]
    [InlineData("é.service", false)]
    public void IsValidService_Name_IsSystemdsRule(string unit, bool valid) => Assert.Equal(valid, UnitNames.IsValidService(unit));

    [Theory]
    [InlineData(255, true)]
    [InlineData(256, false)]
    public void IsValidService_Length_HasALimit(int length, bool valid) =>
        Assert.Equal(valid, UnitNames.IsValidService(new string('a', length - ".service".Length) + ".service"));

    [Fact]
    public void OfDependencies_KnownUnknownAndTwice_ResolvesEachOnce()
    {
        var spec = Specs.Web with { Backend = Backend.Docker, DependsOn = ["db", "cache", "db"] };
        var names = new Dictionary<string, string>(StringComparer.Ordinal) { ["db"] = "podman-db.service" };

        Assert.Equal(["podman-db.service", "docker-cache.service"], UnitNames.OfDependencies(spec, names));
    }
}
