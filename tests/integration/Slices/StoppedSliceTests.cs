namespace OciReconciler.IntegrationTests;

/// <summary>Somebody stops the slice that all holders lie in.</summary>
public sealed class StoppedSliceTests(Labs labs)
{
    private static readonly string[] Running = ["podman-base", "podman-user", "podman-called", "docker-web"];

    [Theory]
    [InlineData(DebianRelease.Trixie)]
    [InlineData(DebianRelease.Bookworm)]
    public async Task OciSlice_Stopped_HoldersComeBackAndNothingRestarts(DebianRelease release)
    {
        await using var lab = await labs.OwnAsync(release);
        var controller = await Controller.StartAsync(lab);
        await DropAllAsync(controller);
        var before = await controller.LivesAsync(Running);
        var holders = await HoldersAsync(lab);
        Assert.Equal(5, holders.Split('\n').Length);

        await lab.ExecAsync("systemctl", "stop", "oci.slice");

        await lab.EventuallyAsync("all holders are back", () => HoldersAsync(lab), seen => seen == holders);
        await controller.AwaitReadyAsync("base", "user", "called", "web", "waiting");
        await controller.SettleAsync();
        Assert.Equal(before, await controller.LivesAsync(Running));
        Assert.Equal("loaded", await lab.UnitPropertyAsync("podman-waiting.service", "LoadState"));
        Assert.Equal(0, await controller.StartsAsync("podman-waiting.service"));
        Assert.DoesNotContain("Conflict", await lab.JournalAsync(Controller.Unit), StringComparison.Ordinal);

        (await lab.ExecAsync("systemctl", "stop", "podman-called.service")).Succeeded();
        (await lab.ExecAsync("systemctl", "start", "podman-called.service", "podman-waiting.service")).Succeeded();
        await controller.ContainerAsync("podman", "called");
        await controller.ContainerAsync("podman", "waiting");
    }

    private static async Task DropAllAsync(Controller controller)
    {
        await controller.DropAsync("base", Manifest.Of("base", Manifest.Idle()));
        var user = Manifest.Idle();
        user["dependsOn"] = Manifest.Strings("base");
        await controller.DropAsync("user", Manifest.Of("user", user));
        await controller.DropAsync("web", Manifest.WebServer("web", "docker", 8080, "hello"));
        foreach (var name in new[] { "called", "waiting" })
        {
            var spec = Manifest.Idle();
            spec["autoStart"] = false;
            await controller.DropAsync(name, Manifest.Of(name, spec));
        }

        await controller.AwaitReadyAsync("base", "user", "web", "called", "waiting");
        (await controller.Lab.ExecAsync("systemctl", "start", "podman-called.service")).Succeeded();
    }

    private static async Task<string> HoldersAsync(Lab lab) =>
        (await lab.ExecAsync("systemctl", "list-units", "--plain", "--no-legend", "--state=active", "oci-*.slice")).Text;
}
