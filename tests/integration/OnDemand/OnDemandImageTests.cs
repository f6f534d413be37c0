namespace OciReconciler.IntegrationTests;

/// <summary>What does not run is kept ready to be started: its image is looked at at each resync.</summary>
public sealed class OnDemandImageTests(Labs labs)
{
    [Theory]
    [ClassData<LabEngines>]
    public async Task OnDemandImage_PushedAgainRemovedOrUnreachable_IsAsTheRegistrySaysAndTheUnitIsNeverStarted(
        DebianRelease release, string engine)
    {
        await using var lab = await labs.OwnAsync(release);
        var registry = await Registry.StartAsync(lab);
        var controller = await Controller.InstallAsync(lab);
        await controller.ResyncEveryAsync(seconds: 2);
        await controller.StartAsync();
        await registry.PushAsync("localhost/oci-demo/web:1", "fresh:1");
        await registry.PushAsync("localhost/oci-demo/web:1", "kept:1");
        await controller.DropAsync("fresh", OnDemand("fresh", engine, "always"));
        await controller.DropAsync("kept", OnDemand("kept", engine, "missing"));
        await controller.AwaitReadyAsync("fresh", "kept");
        var description = await lab.UnitPropertyAsync($"{engine}-fresh.service", "Description");
        var first = await ImageAsync(lab, engine, "fresh");

        await registry.PushAsync("localhost/oci-demo/web:2", "fresh:1");
        await registry.PushAsync("localhost/oci-demo/web:2", "kept:1");
        await lab.EventuallyAsync(
            "the unit is defined with the new image",
            () => lab.UnitPropertyAsync($"{engine}-fresh.service", "Description"),
            seen => seen.Contains("fresh: ", StringComparison.Ordinal) && seen != description);
        Assert.NotEqual(first, await ImageAsync(lab, engine, "fresh"));
        Assert.Equal(first, await ImageAsync(lab, engine, "kept"));

        (await lab.ExecAsync(engine, "rmi", Registry.Image("kept:1"))).Succeeded();
        await lab.EventuallyAsync("the image is there again", () => ImageAsync(lab, engine, "kept"), id => id is not null && id != first);

        var cursor = await lab.JournalCursorAsync();
        await registry.StopAsync();
        await controller.AwaitLogAsync(cursor, "fresh: ImagePullFailed");
        await controller.AwaitAsync("fresh", "is as it was", seen => seen is { Phase: "Defined", IsReady: true });
        Assert.Equal(0, await controller.StartsAsync($"{engine}-fresh.service"));
        Assert.Equal(0, await controller.StartsAsync($"{engine}-kept.service"));

        (await lab.ExecAsync("systemctl", "start", $"{engine}-fresh.service")).Succeeded();
        await controller.ContainerAsync(engine, "fresh");
    }

    private static string OnDemand(string name, string engine, string policy)
    {
        var spec = Manifest.Idle(engine);
        spec["image"] = Registry.Image($"{name}:1");
        spec["autoStart"] = false;
        spec["pull"] = policy;
        return Manifest.Of(name, spec);
    }

    private static async Task<string?> ImageAsync(Lab lab, string engine, string name)
    {
        var outcome = await lab.ExecAsync(engine, "image", "inspect", "-f", "{{.Id}}", Registry.Image($"{name}:1"));
        return outcome.ExitCode == 0 ? outcome.Text : null;
    }
}
