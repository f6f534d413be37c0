using OciReconciler.Units;

namespace OciReconciler.UnitTests.Units;

public sealed class LogMatchesTests
{
    private const string Podman = "_SYSTEMD_UNIT=u.service CONTAINER_NAME=web + _UID=0 _COMM=conmon CONTAINER_NAME=web";
    private const string Docker = "_UID=0 _COMM=dockerd CONTAINER_NAME=web";
    private const string Output = "_SYSTEMD_UNIT=u.service _TRANSPORT=stdout";

    /// <summary>Null: its output is not in the journal.</summary>
    [Theory]
    [InlineData("podman", "journald", Podman)]
    [InlineData("podman", null, Podman)]
    [InlineData("podman", "k8s-file", null)]
    [InlineData("podman", "json-file", null)]
    [InlineData("podman", "none", null)]
    [InlineData("podman", "passthrough", Output)]
    [InlineData("podman", "passthrough-tty", Output)]
    [InlineData("docker", "journald", Docker)]
    [InlineData("docker", "json-file", Output)]
    [InlineData("docker", "none", Output)]
    [InlineData(null, null, Podman + " + " + Docker)]
    public void Of_BackendAndDriver_IsTheContainersOwnOutput(string? backend, string? driver, string? matches)
    {
        var found = LogMatches.Of("web", "u.service", backend, driver);
        Assert.Equal(matches, found is null ? null : string.Join(' ', found));
    }
}
