namespace OciReconciler.IntegrationTests;

/// <summary>A container that somebody pauses at its engine, as backups do, is left alone until it goes on.</summary>
[Collection<ReleaseHosts>]
public sealed class PausedContainerTests(ReleaseHosts hosts)
{
    [Theory]
    [InlineData(DebianRelease.Trixie, "podman")]
    [InlineData(DebianRelease.Trixie, "docker")]
    [InlineData(DebianRelease.Bookworm, "podman")]
    [InlineData(DebianRelease.Bookworm, "docker")]
    public async Task Pause_AtTheEngine_IsShownAndNothingIsDoneUntilItGoesOn(DebianRelease release, string engine)
    {
        var controller = await hosts.OfAsync(release);
        var lab = controller.Lab;
        await controller.DropAsync("frozen", Manifest.Of("frozen", Checked(engine)));
        await controller.AwaitReadyAsync("frozen");
        var container = await controller.ContainerAsync(engine, "frozen");

        (await lab.ExecAsync(engine, "pause", "frozen")).Succeeded();
        await controller.AwaitAsync(
            "frozen", "is paused", seen => seen.Phase == "Paused" && seen.Has("Ready", "False", "ContainerPaused"),
            TimeSpan.FromSeconds(90));
        // Long enough for the health check, and for an edit, to be acted upon.
        await controller.DropAsync("frozen", Manifest.Of("frozen", Checked(engine, "edited")));
        await controller.DropAsync("meanwhile", Manifest.Of("meanwhile", Manifest.Idle(engine)));
        await controller.AwaitReadyAsync("meanwhile");
        await lab.EventuallyAsync(
            "its health check would have failed", () => HealthAsync(lab, engine), health => engine == "podman" || health == "unhealthy");
        (await lab.ExecAsync("systemctl", "reload", Controller.Unit)).Succeeded();
        await controller.EditAsync("meanwhile", Manifest.Of("meanwhile", Manifest.Idle(engine, "edited")));
        Assert.Equal($"paused {container}", await StateAsync(lab, engine));
        Assert.Contains(
            $"{engine} unpause frozen", (await controller.CommandAsync("get", "frozen")).Succeeded().Text, StringComparison.Ordinal);

        (await lab.ExecAsync(engine, "unpause", "frozen")).Succeeded();
        await controller.ContainerAsync(engine, "frozen", otherThan: container, TimeSpan.FromSeconds(90));
        await controller.AwaitReadyAsync("frozen");
        var events = (await lab.ShellAsync("oci-reconciler events frozen -o json | jq -r '.items[].reason'")).Succeeded().Text.Split('\n');
        Assert.Contains("SpecChanged", events);
        Assert.DoesNotContain("Unhealthy", events);
        Assert.DoesNotContain("ContainerMissing", events);
        foreach (var name in new[] { "frozen", "meanwhile" })
        {
            await controller.DeleteAsync(name);
            await controller.AwaitGoneAsync(engine, name);
        }
    }

    [Fact]
    public async Task Pause_OfACheckedContainer_GoesOnAsItWas()
    {
        var controller = await hosts.OfAsync(DebianRelease.Trixie);
        var lab = controller.Lab;
        await controller.DropAsync("frozen", Manifest.Of("frozen", Checked("docker")));
        await controller.AwaitReadyAsync("frozen");
        var container = await controller.ContainerAsync("docker", "frozen");
        (await lab.ExecAsync("docker", "pause", "frozen")).Succeeded();
        await lab.EventuallyAsync("docker calls it unhealthy", () => HealthAsync(lab, "docker"), health => health == "unhealthy");
        await controller.AwaitAsync("frozen", "is paused", seen => seen.Phase == "Paused");
        (await lab.ExecAsync("docker", "unpause", "frozen")).Succeeded();
        await controller.AwaitReadyAsync("frozen");
        Assert.Equal(container, await controller.FindContainerAsync("docker", "frozen"));
        await controller.DeleteAsync("frozen");
        await controller.AwaitGoneAsync("docker", "frozen");
    }

    private static async Task<string> HealthAsync(Lab lab, string engine) =>
        (await lab.ExecAsync(engine, "container", "inspect", "-f", "{{.State.Health.Status}}", "frozen")).Succeeded().Text;

    private static async Task<string> StateAsync(Lab lab, string engine) =>
        (await lab.ExecAsync(engine, "container", "inspect", "-f", "{{.State.Status}} {{.Id}}", "frozen")).Succeeded().Text;

    private static JsonObject Checked(string engine, params string[] arguments)
    {
        var spec = Manifest.Idle(engine, arguments);
        spec["healthCheck"] = new JsonObject
        {
            ["test"] = Manifest.Strings("CMD-SHELL", "true"), ["interval"] = "1s", ["timeout"] = "30s", ["retries"] = 1,
        };
        spec["minReadySeconds"] = 1;
        return spec;
    }
}
