namespace OciReconciler.IntegrationTests;

/// <summary>People keep the controller off a workload, stop and start it.</summary>
public sealed class PauseTests(Labs labs)
{
    [Fact]
    public async Task Pause_WorkloadIsLeftAloneOverARestartUntilResume()
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        var controller = await Controller.StartAsync(lab);
        await controller.DropAsync("db", Manifest.Of("db", Idle("1")));
        await controller.DropAsync("web", Manifest.Of("web", Needing("db", "1")));
        await controller.AwaitReadyAsync("db", "web");

        (await lab.ExecAsync("systemctl", "stop", "podman-web")).Succeeded();
        await controller.AwaitReadyAsync("web");
        var shown = (await controller.CommandAsync("get", "web")).Stdout;
        Assert.Contains("StoppedByHand", shown, StringComparison.Ordinal);
        Assert.Contains("oci-reconciler pause web", shown, StringComparison.Ordinal);

        (await controller.CommandAsync("pause", "web")).Succeeded();
        await controller.AwaitAsync("web", "is paused", seen => seen.Has("Progressing", "False", "Paused"));
        (await lab.ExecAsync("systemctl", "stop", "podman-web")).Succeeded();
        await controller.DropAsync("web", Manifest.Of("web", Needing("db", "2")));
        await controller.DropAsync("db", Manifest.Of("db", Idle("2")));
        await controller.AwaitAsync("db", "is held back", seen => seen.Has("Degraded", "True", "DependentPaused"));
        (await lab.ExecAsync("systemctl", "restart", Controller.Unit)).Succeeded();
        await controller.DeleteAsync("web");
        await controller.AwaitAsync("web", "is not declared", seen => seen.Has("ManifestValid", "False", "NotDeclared"));
        await controller.SettleAsync();
        Assert.Equal("inactive", await lab.UnitPropertyAsync("podman-web.service", "ActiveState"));
        Assert.Equal(2, await controller.StartsAsync("podman-web.service"));
        Assert.Equal(1, await controller.StartsAsync("podman-db.service"));

        await controller.DropAsync("web", Manifest.Of("web", Needing("db", "2")));
        await controller.AwaitAsync("web", "is declared", seen => seen.Has("ManifestValid", "True"));
        (await controller.CommandAsync("resume", "web")).Succeeded();
        await controller.AwaitReadyAsync("db", "web");
        foreach (var name in new[] { "db", "web" })
            Assert.Equal("2", await EditionAsync(controller, "podman", name));
    }

    [Theory]
    [InlineData("podman")]
    [InlineData("docker")]
    public async Task StopAndStart_WorkloadAndItsDependentsStayStoppedUntilStart(string engine)
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        var controller = await Controller.StartAsync(lab);
        var web = Manifest.Idle(engine);
        web["dependsOn"] = Manifest.Strings("db");
        await controller.DropAsync("db", Manifest.Of("db", Manifest.Idle(engine)));
        await controller.DropAsync("web", Manifest.Of("web", web));
        await controller.AwaitReadyAsync("db", "web");

        var misspelt = await controller.CommandAsync("stop", "dbb");
        Assert.Equal((1, "There is no workload named dbb. Did you mean db?"), (misspelt.ExitCode, misspelt.Stderr.Trim()));

        var stopped = (await controller.CommandAsync("stop", "db")).Succeeded();
        Assert.Contains($"Stopping {engine}-db.service: done in ", stopped.Stdout, StringComparison.Ordinal);
        await controller.AwaitAsync("db", "is paused", seen => seen.Phase == "Paused");
        await controller.AwaitAsync("web", "waits", seen => seen.Has("Degraded", "True", "DependencyPaused"));
        await controller.SettleAsync();
        Assert.Equal("inactive inactive", $"{await StateAsync(lab, engine, "db")} {await StateAsync(lab, engine, "web")}");

        var refused = await controller.CommandAsync("start", "web");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("web needs db, which is paused and does not run.", refused.Stderr, StringComparison.Ordinal);

        (await controller.CommandAsync("start", "db")).Succeeded();
        await controller.AwaitReadyAsync("db", "web");
        Assert.Equal("active active", $"{await StateAsync(lab, engine, "db")} {await StateAsync(lab, engine, "web")}");
    }

    [Fact]
    public async Task Stop_WhileAPhaseIsUnderWay_IsHeeded()
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        var controller = await Controller.StartAsync(lab);
        // Both are started in one phase when db is ready; the first takes longer than the controller waits for a start: nobody says that it
        // is ready.
        var slow = Needing("db", "1");
        slow["podman"] = new JsonObject { ["sdnotify"] = "container" };
        await controller.DropAsync("app", Manifest.Of("app", slow));
        await controller.DropAsync("web", Manifest.Of("web", Needing("db", "1")));
        await controller.AwaitAsync("web", "waits for db", seen => seen.Has("Degraded", "True", "DependencyNotFound"));
        await controller.DropAsync("db", Manifest.Of("db", Idle("1")));
        await controller.AwaitUnitAsync("podman-app.service", "activating");
        (await controller.CommandAsync("stop", "web")).Succeeded();
        await controller.AwaitAsync("web", "is paused", seen => seen.Phase == "Paused");
        await controller.SettleAsync();
        Assert.Equal(0, await controller.StartsAsync("podman-web.service"));
    }

    [Fact]
    public async Task WithoutController_StopStartAndRestartWork()
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        var controller = await Controller.StartAsync(lab);
        await controller.DropAsync("web", Manifest.Of("web", Idle("1")));
        await controller.AwaitReadyAsync("web");
        (await lab.ExecAsync("systemctl", "stop", Controller.Unit)).Succeeded();

        (await controller.CommandAsync("stop", "web")).Succeeded();
        Assert.Equal("inactive", await StateAsync(lab, "podman", "web"));
        await controller.StartAsync();
        await controller.AwaitAsync("web", "is paused", seen => seen.Phase == "Paused");
        await controller.SettleAsync();
        Assert.Equal("inactive", await StateAsync(lab, "podman", "web"));

        (await lab.ExecAsync("systemctl", "stop", Controller.Unit)).Succeeded();
        (await controller.CommandAsync("start", "web")).Succeeded();
        var first = await controller.ContainerAsync("podman", "web");
        var restarted = (await controller.CommandAsync("restart", "web")).Succeeded();
        Assert.Contains("No controller is running", restarted.Stderr, StringComparison.Ordinal);
        await controller.ContainerAsync("podman", "web", otherThan: first);
    }

    private static async Task<string> StateAsync(Lab lab, string engine, string name) =>
        await lab.UnitPropertyAsync($"{engine}-{name}.service", "ActiveState");

    private static async Task<string> EditionAsync(Controller controller, string engine, string name) =>
        (await controller.Lab.ExecAsync(engine, "inspect", "-f", "{{index .Config.Labels \"edition\"}}",
            await controller.ContainerAsync(engine, name))).Text;

    private static JsonObject Idle(string edition)
    {
        var spec = Manifest.Idle();
        spec["labels"] = new JsonObject { ["edition"] = edition };
        return spec;
    }

    private static JsonObject Needing(string dependency, string edition)
    {
        var spec = Idle(edition);
        spec["dependsOn"] = Manifest.Strings(dependency);
        return spec;
    }
}
