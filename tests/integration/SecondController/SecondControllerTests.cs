namespace OciReconciler.IntegrationTests;

/// <summary>A second controller with directories of its own, which would take all that the first one runs for its own to remove.</summary>
public sealed class SecondControllerTests(Labs labs)
{
    [Theory]
    [InlineData("{\"runtimeDirectory\": \"/run/other\", \"stateDirectory\": \"/var/lib/other\"}")]
    [InlineData("{\"runtimeDirectory\": \"/var/run/oci-reconciler\"}")]
    public async Task Run_OtherRuntimeDirectory_EndsAndTouchesNothing(string settings)
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        var controller = await Controller.StartAsync(lab);
        foreach (var name in new[] { "a", "b" })
            await controller.DropAsync(name, Manifest.Of(name, Manifest.Idle()));
        await controller.AwaitReadyAsync("a", "b");
        var lives = await controller.LivesAsync("podman-a", "podman-b");

        await lab.WriteFileAsync("/etc/other.json", settings);
        (await lab.ExecAsync("mkdir", "/etc/nothing")).Succeeded();
        var second = await controller.CommandAsync(
            "run", "--config", "/etc/other.json", "--manifests", "/etc/nothing", "--once", "--allow-mass-removal");
        Assert.Equal(4, second.ExitCode);
        var process = await lab.UnitPropertyAsync(Controller.Unit, "MainPID");
        var reported = $"Another controller runs already: process {process} holds /run/oci-reconciler/lock.";
        Assert.Contains(reported, second.Stderr, StringComparison.Ordinal);
        Assert.Equal(lives, await controller.LivesAsync("podman-a", "podman-b"));

        // Alone it is as good as any other.
        (await lab.ExecAsync("systemctl", "stop", Controller.Unit)).Succeeded();
        var alone = await controller.CommandAsync("run", "--config", "/etc/other.json", "--manifests", Controller.Manifests, "--once");
        Assert.Equal(0, alone.ExitCode);
        Assert.Equal(lives, await controller.LivesAsync("podman-a", "podman-b"));
    }
}
