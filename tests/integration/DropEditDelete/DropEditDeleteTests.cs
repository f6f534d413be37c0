namespace OciReconciler.IntegrationTests;

/// <summary>Unit, container and answer follow the files; what was not edited is not touched.</summary>
public sealed class DropEditDeleteTests(Labs labs)
{
    private const int Port = 8080;
    private const int NeighbourPort = 8090;

    [Theory]
    [ClassData<LabEngines>]
    public async Task Manifest_DroppedEditedDeleted_HostFollowsAndNeighbourIsNotTouched(DebianRelease release, string engine)
    {
        await using var lab = await labs.OwnAsync(release);
        var controller = await Controller.StartAsync(lab);
        var unit = $"{engine}-web.service";
        await controller.DropAsync("neighbour", Manifest.WebServer("neighbour", engine, NeighbourPort, "unchanged"));
        await controller.AwaitAnswerAsync(NeighbourPort, "unchanged");
        var neighbour = await NeighbourAsync(controller, engine);

        await controller.DropAsync("web", Manifest.WebServer("web", engine, Port, "first"));
        await controller.AwaitAnswerAsync(Port, "first");
        await controller.AwaitUnitAsync(unit, "active");
        await controller.AwaitReadyAsync("web", "neighbour");
        var first = await controller.ContainerAsync(engine, "web");
        Assert.Equal(first, (await controller.GetAsync("web"))?.ContainerId);

        await controller.DropAsync("neighbour", Reformatted(Manifest.WebServer("neighbour", engine, NeighbourPort, "unchanged")));
        await controller.EditAsync("web", Manifest.WebServer("web", engine, Port, "second"));
        await controller.AwaitAnswerAsync(Port, "second");
        var second = await controller.ContainerAsync(engine, "web", otherThan: first);
        Assert.Equal("active", await lab.UnitPropertyAsync(unit, "ActiveState"));
        Assert.Equal(2, await controller.StartsAsync(unit));
        Assert.NotEqual(0, (await lab.ExecAsync(engine, "container", "inspect", first)).ExitCode);
        Assert.Equal(second, (await controller.GetAsync("web"))?.ContainerId);

        await controller.DeleteAsync("web");
        await controller.AwaitGoneAsync(engine, "web");
        Assert.Equal("", await controller.AnswerAsync(Port));

        await controller.AwaitReadyAsync("neighbour");
        Assert.Equal(neighbour, await NeighbourAsync(controller, engine));
        Assert.Equal("unchanged\n", await controller.AnswerAsync(NeighbourPort));
    }

    [Fact]
    public async Task Manifest_NewPort_OldPortIsFreeAndNewOneAnswers()
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        var controller = await Controller.StartAsync(lab);
        await controller.DropAsync("web", Manifest.WebServer("web", "podman", Port, "hello"));
        await controller.AwaitAnswerAsync(Port, "hello");
        await controller.AwaitReadyAsync("web");

        await controller.EditAsync("web", Manifest.WebServer("web", "podman", Port + 1, "hello"));

        await controller.AwaitAnswerAsync(Port + 1, "hello");
        Assert.Equal("", await controller.AnswerAsync(Port));
    }

    [Fact]
    public async Task Manifest_MovedToTheOtherEngine_OneContainerIsLeft()
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        var controller = await Controller.StartAsync(lab);
        await controller.DropAsync("web", Manifest.WebServer("web", "podman", Port, "on podman"));
        await controller.AwaitAnswerAsync(Port, "on podman");
        await controller.AwaitReadyAsync("web");

        await controller.EditAsync("web", Manifest.WebServer("web", "docker", Port, "on docker"));

        await controller.AwaitAnswerAsync(Port, "on docker");
        await controller.ContainerAsync("docker", "web");
        Assert.Equal("not-found", await lab.UnitPropertyAsync("podman-web.service", "LoadState"));
        Assert.NotEqual(0, (await lab.ExecAsync("podman", "container", "inspect", "web")).ExitCode);
    }

    private static string Reformatted(string manifest) => "// the same\n" + manifest.Replace(",", ",\n  ", StringComparison.Ordinal);

    private static async Task<string> NeighbourAsync(Controller controller, string engine)
    {
        var container = await controller.ContainerAsync(engine, "neighbour");
        var unit = $"{engine}-neighbour.service";
        return $"{container} {await controller.Lab.UnitPropertyAsync(unit, "InvocationID")} {await controller.StartsAsync(unit)}";
    }
}
