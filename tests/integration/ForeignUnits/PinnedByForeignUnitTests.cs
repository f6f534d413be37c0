namespace OciReconciler.IntegrationTests;

/// <summary>An administrator's running unit says After= ours, so that systemd would keep the old definition loaded.</summary>
public sealed class PinnedByForeignUnitTests(Labs labs)
{
    private const string Foreign = "backup.service";

    [Theory]
    [InlineData(DebianRelease.Trixie)]
    [InlineData(DebianRelease.Bookworm)]
    public async Task Edit_PinnedByForeignUnit_GoesThroughAndTheForeignUnitIsNamedAndLeftAlone(DebianRelease release)
    {
        await using var lab = await labs.OwnAsync(release);
        var controller = await Controller.StartAsync(lab);
        await controller.DropAsync("web", Web("1"));
        await controller.DropAsync("neighbour", Manifest.Of("neighbour", Manifest.Idle()));
        await controller.AwaitReadyAsync("web", "neighbour");
        await lab.WriteFileAsync(
            $"/etc/systemd/system/{Foreign}",
            "[Unit]\nAfter=podman-web.service\n[Service]\nExecStart=sleep infinity\n");
        (await lab.ShellAsync($"systemctl daemon-reload; systemctl start {Foreign}")).Succeeded();
        var process = await lab.UnitPropertyAsync(Foreign, "MainPID");
        var neighbour = await controller.LivesAsync("podman-neighbour");
        var first = await controller.ContainerAsync("podman", "web");

        await controller.EditAsync("web", Web("2"));

        var second = await controller.ContainerAsync("podman", "web", otherThan: first);
        Assert.Equal("2", (await lab.ExecAsync("podman", "inspect", "-f", "{{index .Config.Labels \"edition\"}}", second)).Text);
        await controller.SettleAsync();
        Assert.Equal(2, await controller.StartsAsync("podman-web.service"));
        Assert.Equal(process, await lab.UnitPropertyAsync(Foreign, "MainPID"));
        Assert.Equal(neighbour, await controller.LivesAsync("podman-neighbour"));
        await AssertNamedAsync(controller);

        (await lab.ExecAsync("systemctl", "restart", Controller.Unit)).Succeeded();
        await AssertNamedAsync(controller);

        (await lab.ShellAsync($"systemctl stop {Foreign}; rm /etc/systemd/system/{Foreign}; systemctl daemon-reload")).Succeeded();
        await controller.AwaitAsync(
            "web", $"names {Foreign} no more", seen => seen.IsReady && !seen.Conditions.Contains(Foreign, StringComparison.Ordinal));
    }

    private static string Web(string edition)
    {
        var spec = Manifest.Idle();
        spec["labels"] = new JsonObject { ["edition"] = edition };
        return Manifest.Of("web", spec);
    }

    private static async Task AssertNamedAsync(Controller controller)
    {
        await controller.AwaitAsync(
            "web", $"names {Foreign}", seen => seen.IsReady && seen.Has("Progressing", "False", "Idle")
            && seen.Conditions.Contains($"PinnedByForeignUnit: {Foreign}", StringComparison.Ordinal));
        Assert.Contains(
            $"PinnedByForeignUnit: {Foreign}", (await controller.Lab.ExecAsync("oci-reconciler", "get")).Text, StringComparison.Ordinal);
        Assert.Contains($"is kept loaded by {Foreign}", await controller.Lab.JournalAsync(Controller.Unit), StringComparison.Ordinal);
    }
}
