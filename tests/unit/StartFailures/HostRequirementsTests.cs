using OciReconciler.Model.StartFailures;

namespace OciReconciler.UnitTests.StartFailures;

public sealed class HostRequirementsTests
{
    private static readonly WorkloadSpec Web = new() {
        Key = new("web"), Image = "web:1", Cmd = ["--network=of-the-program", "-v", "/no:/no"] };

    [Fact]
    public void Of_Fields_AreNamedInTheOrderOfTheCommandLine()
    {
        var spec = Web with
        {
            EnvironmentFiles = ["/etc/web.env"],
            Volumes = ["/srv/www:/www:ro", "data:/data", "/cache", "/srv/www:/again"],
            Devices = ["/dev/ttyUSB0:/dev/tty1:rw", "nvidia.com/gpu=all"],
            Networks = ["front"],
            ImageFile = "/srv/web.tar",
            Login = new RegistryLogin("r", "u", "/etc/password"),
        };
        Assert.Equal(
            [
                "FileNotFound /etc/web.env", "MountSourceMissing /srv/www", "DeviceNotFound /dev/ttyUSB0", "NetworkNotFound front",
                "FileNotFound /srv/web.tar", "FileNotFound /etc/password",
            ],
            Texts(spec));
    }

    [Theory]
    [InlineData("podman", "--volume=/a:/b", "MountSourceMissing /a")]
    [InlineData("podman", "-v/a:/b", "MountSourceMissing /a")]
    [InlineData("podman", "-tv /a:/b", "MountSourceMissing /a")]
    [InlineData("podman", "--mount type=bind,src=/a,target=/b,ro", "MountSourceMissing /a")]
    [InlineData("docker", "--mount type=bind,source=/a,target=/b", "MountSourceMissing /a")]
    [InlineData("podman", "--mount type=volume,source=data,target=/b", "")]
    [InlineData("podman", "--mount type=tmpfs,target=/b", "")]
    [InlineData("docker", "-v /a:/b", "")]
    [InlineData("docker", "--device /dev/dri", "DeviceNotFound /dev/dri")]
    [InlineData("podman", "--env-file=/etc/a", "FileNotFound /etc/a")]
    [InlineData("podman", "--network=front", "NetworkNotFound front")]
    [InlineData("podman", "--net front:ip=10.0.0.2,mac=02:00:00:00:00:01", "NetworkNotFound front")]
    [InlineData("podman", "--network a,b", "NetworkNotFound a|NetworkNotFound b")]
    [InlineData("docker", "--network name=front,alias=web", "NetworkNotFound front")]
    [InlineData("podman", "--network=host", "")]
    [InlineData("podman", "--network=bridge:ip=10.88.0.9", "")]
    [InlineData("podman", "--network=slirp4netns:port_handler=slirp4netns", "")]
    [InlineData("podman", "--network=pasta", "")]
    [InlineData("podman", "--network=container:db", "")]
    [InlineData("podman", "--network=ns:/run/netns/a", "")]
    [InlineData("docker", "--network=none", "")]
    [InlineData("docker", "--network=0123456789abcdef", "")]
    [InlineData("podman", "-e --network=x", "")]
    public void Of_ExtraOptions_AreReadAsTheEngineReadsThem(string engine, string options, string expected)
    {
        var spec = Web with { Backend = engine == "docker" ? Backend.Docker : Backend.Podman, ExtraOptions = [.. options.Split(' ')] };
        Assert.Equal(expected.Split('|', StringSplitOptions.RemoveEmptyEntries), Texts(spec));
    }

    [Theory]
    [InlineData("--root=/elsewhere")]
    [InlineData("--url=ssh://other/run/podman.sock")]
    public void Of_AnotherEngine_IsNothing(string option) =>
        Assert.Empty(Texts(Web with { PreRunExtraOptions = [option], Volumes = ["/a:/b"], Networks = ["front"] }));

    [Fact]
    public void Of_OptionsBeforeRun_AreNoneOfItsOwn() =>
        Assert.Equal(["NetworkNotFound front"], Texts(Web with { PreRunExtraOptions = ["--log-level", "run"], Networks = ["front"] }));

    [Fact]
    public void MessageOf_NetworkOfAUser_NamesTheUsersPodman() => Assert.Equal(
        "podman of alice has no network front: create it, or correct its name",
        HostRequirements.Of(Web with { Networks = ["front"], Podman = new PodmanOptions(SdNotify.Conmon, "alice") })[0]
            .MessageOf(Web with { Podman = new PodmanOptions(SdNotify.Conmon, "alice") }));

    private static ImmutableArray<string> Texts(WorkloadSpec spec) =>
        [.. HostRequirements.Of(spec).Select(need => $"{need.Reason} {need.Needed.Name}")];
}
