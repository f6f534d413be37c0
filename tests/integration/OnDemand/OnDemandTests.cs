namespace OciReconciler.IntegrationTests;

/// <summary>autoStart=false: a unit that is there to be started by hand.</summary>
public sealed class OnDemandTests(Labs labs)
{
    private const string Name = "tool";

    [Theory]
    [ClassData<LabEngines>]
    public async Task OnDemand_StartedAndStoppedByHand_StaysDefinedAndAsTheHandLeftIt(DebianRelease release, string engine)
    {
        await using var lab = await labs.OwnAsync(release);
        var controller = await Controller.StartAsync(lab);
        var unit = $"{engine}-{Name}.service";
        await controller.DropAsync(Name, OnDemand(engine, "1"));
        await controller.AwaitReadyAsync(Name);
        await AssertDefinedOnlyAsync(controller, engine, starts: 0);

        (await lab.ExecAsync("systemctl", "start", unit)).Succeeded();
        var first = await controller.ContainerAsync(engine, Name);
        (await lab.ExecAsync("systemctl", "stop", unit)).Succeeded();
        await AssertDefinedOnlyAsync(controller, engine, starts: 1);

        (await lab.ExecAsync("systemctl", "start", unit)).Succeeded();
        await controller.ContainerAsync(engine, Name, otherThan: first);
        Assert.Equal(2, await controller.StartsAsync(unit));
    }

    [Theory]
    [InlineData("podman")]
    [InlineData("docker")]
    public async Task OnDemand_EditedWhileRunningAndWhileStopped_RestartsOnceAndNeverStarts(string engine)
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        var controller = await Controller.StartAsync(lab);
        var unit = $"{engine}-{Name}.service";
        await controller.DropAsync(Name, OnDemand(engine, "1"));
        await controller.AwaitReadyAsync(Name);
        (await lab.ExecAsync("systemctl", "start", unit)).Succeeded();
        Assert.Equal("1", await EditionAsync(controller, engine));

        await controller.EditAsync(Name, OnDemand(engine, "2"));
        await controller.AwaitUnitAsync(unit, "active");
        Assert.Equal("2", await EditionAsync(controller, engine));
        Assert.Equal(2, await controller.StartsAsync(unit));

        (await lab.ExecAsync("systemctl", "stop", unit)).Succeeded();
        await controller.EditAsync(Name, OnDemand(engine, "3"));
        await AssertDefinedOnlyAsync(controller, engine, starts: 2);

        (await lab.ExecAsync("systemctl", "start", unit)).Succeeded();
        Assert.Equal("3", await EditionAsync(controller, engine));
    }

    private static string OnDemand(string engine, string edition)
    {
        var spec = Manifest.Idle(engine);
        spec["autoStart"] = false;
        spec["labels"] = new JsonObject { ["edition"] = edition };
        return Manifest.Of(Name, spec);
    }

    private static async Task AssertDefinedOnlyAsync(Controller controller, string engine, int starts)
    {
        var unit = $"{engine}-{Name}.service";
        Assert.Equal("loaded", await controller.Lab.UnitPropertyAsync(unit, "LoadState"));
        Assert.Equal("inactive", await controller.Lab.UnitPropertyAsync(unit, "ActiveState"));
        Assert.Equal(starts, await controller.StartsAsync(unit));
        Assert.Null(await controller.FindContainerAsync(engine, Name));
        await controller.AwaitAsync(Name, "is defined only", seen => seen is { Phase: "Defined", IsReady: true });
    }

    private static async Task<string> EditionAsync(Controller controller, string engine)
    {
        var container = await controller.ContainerAsync(engine, Name);
        return (await controller.Lab.ExecAsync(
            engine, "container", "inspect", "-f", "{{index .Config.Labels \"edition\"}}", container)).Text;
    }
}
