namespace OciReconciler.IntegrationTests;

/// <summary>
/// What somebody else asks systemd for is carried out to its end, though the controller has something to do with the same unit.
/// </summary>
[Collection<ReleaseHosts>]
public sealed class ForeignJobTests(ReleaseHosts hosts)
{
    [Theory]
    [InlineData(DebianRelease.Trixie)]
    [InlineData(DebianRelease.Bookworm)]
    public async Task Restart_AfterATagMoved_IsNotCancelled(DebianRelease release)
    {
        const string image = "localhost/oci-demo/moving:restart";
        var controller = await StartAsync(release, image);
        var lab = controller.Lab;
        await DropAsync(controller, "moves", image);
        for (var round = 1; round <= 4; round++)
        {
            var wanted = await MoveAsync(lab, image, round);
            (await lab.ExecAsync("systemctl", "restart", "podman-moves.service")).Succeeded();
            await AwaitImageAsync(controller, "moves", wanted);
            await controller.AwaitAsync("moves", "is as declared", seen => seen.IsReady);
        }

        await controller.DeleteAsync("moves");
        await controller.AwaitGoneAsync("podman", "moves");
    }

    [Theory]
    [InlineData(DebianRelease.Trixie)]
    [InlineData(DebianRelease.Bookworm)]
    public async Task AutoUpdate_OfPodman_Lands(DebianRelease release)
    {
        const string image = "localhost/oci-demo/moving:auto";
        var controller = await StartAsync(release, image);
        var lab = controller.Lab;
        await DropAsync(controller, "updated", image, "io.containers.autoupdate");
        for (var round = 1; round <= 2; round++)
        {
            // While the controller defines it anew there is no container to update: no pass may come that sees the image moved.
            await controller.SettleAsync();
            var wanted = await MoveAsync(lab, image, round);
            var updated = (await lab.ExecAsync("podman", "auto-update", "--format", "{{.Unit}} {{.Updated}}")).Succeeded().Text;
            Assert.Contains("podman-updated.service true", updated, StringComparison.Ordinal);
            await AwaitImageAsync(controller, "updated", wanted);
            // podman has restarted it, and the controller defines it anew.
            await controller.SettleAsync();
            await controller.AwaitAsync("updated", "is as declared", seen => seen.IsReady);
            Assert.Equal(wanted, await ImageIdAsync(lab, image));
        }

        await controller.DeleteAsync("updated");
        await controller.AwaitGoneAsync("podman", "updated");
    }

    private async Task<Controller> StartAsync(DebianRelease release, string image)
    {
        var controller = await hosts.OfAsync(release);
        await MoveAsync(controller.Lab, image, round: 0);
        return controller;
    }

    private static async Task DropAsync(Controller controller, string name, string image, string? label = null)
    {
        var spec = Manifest.Idle();
        spec["image"] = image;
        spec["minReadySeconds"] = 1;
        if (label is not null)
            spec["labels"] = new JsonObject { [label] = "local" };
        await controller.DropAsync(name, Manifest.Of(name, spec));
        await controller.AwaitReadyAsync(name);
    }

    // Of two images that have what is needed, in turn.
    private static async Task<string> MoveAsync(Lab lab, string image, int round)
    {
        (await lab.ExecAsync("podman", "tag", round % 2 == 0 ? Manifest.Web : Manifest.Tool, image)).Succeeded();
        return await ImageIdAsync(lab, image);
    }

    private static async Task<string> ImageIdAsync(Lab lab, string image) =>
        (await lab.ExecAsync("podman", "image", "inspect", "-f", "{{.Id}}", image)).Succeeded().Text;

    private static Task AwaitImageAsync(Controller controller, string name, string wanted) => controller.Lab.EventuallyAsync(
        $"{name} runs the image that was moved",
        // While the controller defines the workload anew there is no container.
        async () => (await controller.Lab.ExecAsync("podman", "container", "inspect", "-f", "{{.Image}}", name)).Stdout.Trim(),
        image => image == wanted);
}
