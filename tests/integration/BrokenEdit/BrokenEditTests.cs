namespace OciReconciler.IntegrationTests;

/// <summary>A bad file, and a directory that is away, take nothing down.</summary>
public sealed class BrokenEditTests(Labs labs)
{
    private const string Broken = """{"apiVersi""";
    private const int Port = 8080;

    [Fact]
    public async Task Manifest_Broken_ContainerRunsOnAndErrorIsShownUntilItIsFixed()
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        var controller = await StartWebAsync(lab);
        var container = await controller.ContainerAsync("podman", "web");

        await BreakAsync(controller);
        Assert.Contains("web.json:1: $", (await lab.ExecAsync("oci-reconciler", "get")).Succeeded().Stdout, StringComparison.Ordinal);
        Assert.Equal(container, await controller.FindContainerAsync("podman", "web"));
        Assert.Equal("hello\n", await controller.AnswerAsync(Port));

        await controller.DropAsync("web", Manifest.WebServer("web", "podman", Port, "fixed"));
        await controller.AwaitAnswerAsync(Port, "fixed");
        await controller.AwaitAsync("web", "is valid again", seen => seen.Has("ManifestValid", "True") && seen.IsReady);
    }

    [Fact]
    public async Task Manifest_BrokenThenControllerKilled_ContainerRunsOn()
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        var controller = await StartWebAsync(lab);
        var container = await controller.ContainerAsync("podman", "web");
        await BreakAsync(controller);
        var before = await lab.UnitPropertyAsync(Controller.Unit, "MainPID");

        (await lab.ExecAsync("systemctl", "kill", "--signal=KILL", Controller.Unit)).Succeeded();
        await lab.EventuallyAsync("another controller runs", () => lab.UnitPropertyAsync(Controller.Unit, "MainPID"),
            process => process != before && process != "0");
        await controller.AwaitUnitAsync(Controller.Unit, "active");
        await CarryOutAnotherAsync(controller);
        Assert.Equal(container, await controller.FindContainerAsync("podman", "web"));
        Assert.Equal(1, await controller.StartsAsync("podman-web.service"));
    }

    [Fact]
    public async Task Manifest_BrokenThenReboot_LastValidVersionComesBack()
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        var controller = await StartWebAsync(lab);
        (await lab.ExecAsync("systemctl", "enable", Controller.Unit)).Succeeded();
        await BreakAsync(controller);

        await lab.RebootAsync();
        await controller.AwaitAnswerAsync(Port, "hello");
        await controller.AwaitAsync(
            "web", "is reported with its broken manifest", seen => seen.Has("ManifestValid", "False", "InvalidManifest"));
    }

    [Fact]
    public async Task Directory_MovedAwayAndBack_NothingIsRemovedOrRestarted()
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        var controller = await StartWebAsync(lab);
        var container = await controller.ContainerAsync("podman", "web");

        (await lab.ExecAsync("mv", Controller.Manifests, "/etc/oci-reconciler/elsewhere")).Succeeded();
        await AwaitMissingAsync(controller);
        // A controller that starts without its directory knows of nothing but what it remembers.
        (await lab.ExecAsync("systemctl", "restart", Controller.Unit)).Succeeded();
        await AwaitMissingAsync(controller);
        Assert.Equal(container, await controller.FindContainerAsync("podman", "web"));

        (await lab.ExecAsync("mv", "/etc/oci-reconciler/elsewhere", Controller.Manifests)).Succeeded();
        await controller.AwaitAsync("web", "is valid again", seen => seen.Has("ManifestValid", "True"));
        Assert.Equal(container, await controller.FindContainerAsync("podman", "web"));
        await controller.DeleteAsync("web");
        await controller.AwaitGoneAsync("podman", "web");
    }

    private static async Task<Controller> StartWebAsync(Lab lab)
    {
        var controller = await Controller.StartAsync(lab);
        await controller.DropAsync("web", Manifest.WebServer("web", "podman", Port, "hello"));
        await controller.AwaitAnswerAsync(Port, "hello");
        await controller.AwaitReadyAsync("web");
        return controller;
    }

    private static async Task BreakAsync(Controller controller)
    {
        await controller.DropAsync("web", Broken);
        await controller.AwaitAsync(
            "web", "is reported with its broken manifest", seen => seen.Has("ManifestValid", "False", "InvalidManifest"));
    }

    private static Task AwaitMissingAsync(Controller controller) => controller.AwaitAsync(
        "web", "is kept because the directory is missing",
        seen => seen.Has("ManifestValid", "False") && seen.Conditions.Contains("does not exist", StringComparison.Ordinal));

    // What the controller would do by mistake it has done by the time that it has carried out a manifest which came later.
    private static async Task CarryOutAnotherAsync(Controller controller)
    {
        await controller.DropAsync("other", Manifest.Of("other", Manifest.Idle()));
        await controller.AwaitReadyAsync("other");
    }
}
