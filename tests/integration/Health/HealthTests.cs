namespace OciReconciler.IntegrationTests;

/// <summary>A health check in the manifest: who depends on it waits for it, and a container that fails it is restarted.</summary>
public sealed class HealthTests(Labs labs)
{
    [Theory]
    [InlineData("podman")]
    [InlineData("docker")]
    public async Task HealthCheck_GatesDependentsAndRestartsTheUnhealthy(string engine)
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        var controller = await Controller.InstallAsync(lab);
        // What takes longer to start has an event of its own, and a machine may be slow.
        await controller.ConfigureAsync("{\"startWaitSeconds\": 60}");
        await controller.StartAsync();
        var user = Manifest.Idle(engine);
        user["dependsOn"] = Manifest.Strings("base");
        await controller.DropAsync("user", Manifest.Of("user", user));
        await controller.DropAsync("base", Manifest.Of("base", Base(engine)));

        await controller.AwaitAsync("user", "waits", seen => seen.Has("Degraded", "True", "DependencyNotReady"));
        var container = await controller.ContainerAsync(engine, "base");
        Assert.Equal("inactive", await lab.UnitPropertyAsync($"{engine}-user.service", "ActiveState"));
        (await lab.ExecAsync(engine, "exec", "base", "touch", "/tmp/works")).Succeeded();
        await controller.AwaitReadyAsync("base", "user");
        Assert.Equal(1, await controller.StartsAsync($"{engine}-user.service"));

        (await lab.ExecAsync(engine, "exec", "base", "rm", "/tmp/works")).Succeeded();
        await controller.ContainerAsync(engine, "base", otherThan: container);
        var events = (await lab.ShellAsync("oci-reconciler events base -o json | jq -r '.items[].reason'")).Succeeded().Text.Split('\n');
        Assert.Contains("Unhealthy", events);
        Assert.Contains("Restarted", events);
        (await lab.ExecAsync(engine, "exec", "base", "touch", "/tmp/works")).Succeeded();
        await controller.AwaitReadyAsync("base", "user");
    }

    private static JsonObject Base(string engine)
    {
        var spec = Manifest.Idle(engine);
        spec["healthCheck"] = new JsonObject {
            ["test"] = Manifest.Strings("CMD-SHELL", "test -e /tmp/works"), ["interval"] = "1s", ["retries"] = 3, ["startPeriod"] = "20s" };
        return spec;
    }
}
