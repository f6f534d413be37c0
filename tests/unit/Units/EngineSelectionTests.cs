namespace OciReconciler.UnitTests.Units;

public sealed class EngineSelectionTests
{
    [Theory]
    [InlineData(Backend.Podman, "--root /x", "", "--root")]
    [InlineData(Backend.Podman, "--root=f", "", "--root")]
    [InlineData(Backend.Podman, "--log-level=debug --runroot=/x", "", "--runroot")]
    [InlineData(Backend.Podman, "-r", "", "--remote")]
    [InlineData(Backend.Podman, "--remote=true", "", "--remote")]
    [InlineData(Backend.Podman, "--remote=false", "", null)]
    [InlineData(Backend.Podman, "--url=unix:///x", "", "--url")]
    [InlineData(Backend.Podman, "-H unix:///x", "", "--url")]
    [InlineData(Backend.Podman, "-c other", "", "--connection")]
    [InlineData(Backend.Podman, "-rcother", "", "--remote")]
    [InlineData(Backend.Podman, "--transient-store", "", "--transient-store")]
    [InlineData(Backend.Podman, "--imagestore=/x", "", "--imagestore")]
    [InlineData(Backend.Podman, "--storage-driver vfs", "", "--storage-driver")]
    [InlineData(Backend.Podman, "--module=/etc/m.conf", "", "--module")]
    [InlineData(Backend.Podman, "--log-level --root", "", null)]
    [InlineData(Backend.Podman, "--runtime runsc", "", null)]
    [InlineData(Backend.Podman, "--cgroup-manager=cgroupfs", "", null)]
    [InlineData(Backend.Podman, "", "--root=/x", "--root")]
    [InlineData(Backend.Podman, "", "-t --tmpdir /x", "--tmpdir")]
    [InlineData(Backend.Podman, "", "-c 512", null)]
    [InlineData(Backend.Podman, "", "-e --root=/x", null)]
    [InlineData(Backend.Podman, "", "--memory=64m", null)]
    [InlineData(Backend.Docker, "-H tcp://other:2375", "", "--host")]
    [InlineData(Backend.Docker, "--host=ssh://other", "", "--host")]
    [InlineData(Backend.Docker, "-DH tcp://other", "", "--host")]
    [InlineData(Backend.Docker, "--context other", "", "--context")]
    [InlineData(Backend.Docker, "-c default", "", null)]
    [InlineData(Backend.Docker, "--config=/etc/other", "", "--config")]
    [InlineData(Backend.Docker, "--tls", "", "--tls")]
    [InlineData(Backend.Docker, "--tlsverify=false", "", null)]
    [InlineData(Backend.Docker, "--root /x", "", null)]
    [InlineData(Backend.Docker, "-l debug", "", null)]
    [InlineData(Backend.Docker, "", "--runtime=runsc", null)]
    public void OptionOf_OtherStoreOrDaemon_IsNamed(Backend backend, string before, string after, string? option)
    {
        var spec = Specs.Web with { Backend = backend, PreRunExtraOptions = [.. Words(before)], ExtraOptions = [.. Words(after)] };

        Assert.Equal(option, NotWatched.OptionOf(spec));
    }

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
