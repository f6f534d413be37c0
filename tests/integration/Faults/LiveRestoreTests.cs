namespace OciReconciler.IntegrationTests;

/// <summary>
/// docker keeps containers over a restart of its daemon with live-restore; a unit's main process is docker's client, which ends with the
/// daemon, and takes its container along (docs/reliability.md).
/// </summary>
public sealed class LiveRestoreTests(Labs labs)
{
    [Theory]
    [InlineData(DebianRelease.Trixie)]
    [InlineData(DebianRelease.Bookworm)]
    public async Task LiveRestore_DaemonRestarted_UnitsGetANewContainerAndOthersKeepTheirs(DebianRelease release)
    {
        await using var lab = await labs.OwnAsync(release);
        await lab.WriteFileAsync("/etc/docker/daemon.json", "{\"live-restore\": true}");
        (await lab.ExecAsync("systemctl", "restart", "docker.service")).Succeeded();
        var controller = await Controller.StartAsync(lab);
        await controller.DropAsync("web", Manifest.Of("web", Manifest.Idle("docker")));
        await controller.AwaitReadyAsync("web");
        (await lab.ExecAsync("docker", "run", "-d", "--name", "other", Manifest.Tool, "sh", "-c", Manifest.WaitForTerm)).Succeeded();
        var (ours, others) = (await controller.ContainerAsync("docker", "web"), await controller.ContainerAsync("docker", "other"));

        (await lab.ExecAsync("systemctl", "restart", "docker.service")).Succeeded();

        await controller.ContainerAsync("docker", "web", otherThan: ours);
        await controller.AwaitReadyAsync("web");
        Assert.Equal(others, await controller.ContainerAsync("docker", "other"));
    }
}
