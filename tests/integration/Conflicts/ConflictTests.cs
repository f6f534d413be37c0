namespace OciReconciler.IntegrationTests;

/// <summary>What the controller did not make is reported and left alone, until whoever made it takes it away.</summary>
public sealed class ConflictTests(Labs labs)
{
    [Fact]
    public async Task InstalledUnit_OfThatName_IsLeftAloneUntilItIsRemoved()
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        var controller = await Controller.StartAsync(lab);
        const string File = "/etc/systemd/system/podman-web.service";
        await lab.WriteFileAsync(File, "[Service]\nExecStart=/bin/sleep infinity\n");
        (await lab.ShellAsync("systemctl daemon-reload; systemctl start podman-web")).Succeeded();
        var process = await lab.UnitPropertyAsync("podman-web.service", "MainPID");

        await controller.DropAsync("web", Manifest.Of("web", Manifest.Idle()));
        await AwaitConflictAsync(controller, "web", "UnitConflict", File);
        Assert.Equal(process, await lab.UnitPropertyAsync("podman-web.service", "MainPID"));
        Assert.Equal(File, await lab.UnitPropertyAsync("podman-web.service", "FragmentPath"));

        (await lab.ShellAsync($"systemctl stop podman-web; rm {File}; systemctl daemon-reload")).Succeeded();
        await controller.AwaitReadyAsync("web");
        await controller.ContainerAsync("podman", "web");
    }

    [Fact]
    public async Task InstalledUnitThatIsNotLoaded_OfThatName_IsLeftAlone()
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        var controller = await Controller.StartAsync(lab);
        const string File = "/etc/systemd/system/podman-web.service";
        await lab.WriteFileAsync(File, "[Service]\nExecStart=/bin/sleep infinity\n");
        (await lab.ExecAsync("systemctl", "daemon-reload")).Succeeded();

        await controller.DropAsync("web", Manifest.Of("web", Manifest.Idle()));
        await AwaitConflictAsync(controller, "web", "UnitConflict", File);
        Assert.Equal("inactive", await lab.UnitPropertyAsync("podman-web.service", "ActiveState"));
    }

    [Fact]
    public async Task MaskedUnit_OfThatName_StaysMasked()
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        var controller = await Controller.StartAsync(lab);
        (await lab.ExecAsync("systemctl", "mask", "podman-web.service")).Succeeded();

        await controller.DropAsync("web", Manifest.Of("web", Manifest.Idle()));
        await AwaitConflictAsync(controller, "web", "UnitConflict", "masked");
        Assert.Equal("masked", await lab.UnitPropertyAsync("podman-web.service", "LoadState"));

        (await lab.ExecAsync("systemctl", "unmask", "podman-web.service")).Succeeded();
        await controller.AwaitReadyAsync("web");
    }

    [Theory]
    [InlineData("podman")]
    [InlineData("docker")]
    public async Task ContainerMadeByHand_OfThatName_RunsOnAndSurvivesTheManifestsDeletion(string engine)
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        var controller = await Controller.StartAsync(lab);
        (await lab.ExecAsync(engine, "run", "-d", "--name", "web", Manifest.Tool, "sh", "-c", Manifest.WaitForTerm)).Succeeded();
        var container = await controller.ContainerAsync(engine, "web");

        await controller.DropAsync("web", Manifest.Of("web", Manifest.Idle(engine)));
        await AwaitConflictAsync(controller, "web", "ContainerConflict", container[..12]);
        await controller.DeleteAsync("web");
        await lab.EventuallyAsync("get does not show web", () => controller.GetAsync("web"), seen => seen is null);
        Assert.Equal(container, await controller.FindContainerAsync(engine, "web"));
        Assert.Equal("not-found", await lab.UnitPropertyAsync($"{engine}-web.service", "LoadState"));
    }

    private static async Task AwaitConflictAsync(Controller controller, string name, string reason, string what)
    {
        var seen = await controller.AwaitAsync(name, $"is in conflict ({reason})", seen => seen.Has("Degraded", "True", reason));
        Assert.Equal("Conflict", seen.Phase);
        Assert.Contains(what, seen.Conditions, StringComparison.Ordinal);
        Assert.Contains($"{name}: {reason}: ", await controller.Lab.JournalAsync(Controller.Unit), StringComparison.Ordinal);
    }
}
