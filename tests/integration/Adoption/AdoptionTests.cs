namespace OciReconciler.IntegrationTests;

/// <summary>Controllers, systemd's process and the bus come and go; containers do not notice.</summary>
public sealed class AdoptionTests(Labs labs)
{
    private static readonly string[] Running = ["podman-base", "podman-user", "podman-called", "docker-web"];

    [Theory]
    [InlineData(DebianRelease.Trixie)]
    [InlineData(DebianRelease.Bookworm)]
    public async Task Controller_KilledRestartedAndCutOff_AdoptsEverythingAndStillReacts(DebianRelease release)
    {
        await using var lab = await labs.OwnAsync(release);
        var controller = await Controller.StartAsync(lab);
        await DropAllAsync(controller);
        var before = await controller.LivesAsync(Running);
        var killed = await lab.UnitPropertyAsync(Controller.Unit, "MainPID");

        (await lab.ExecAsync("systemctl", "kill", "--signal=KILL", Controller.Unit)).Succeeded();
        await lab.EventuallyAsync(
            "systemd has started the controller again",
            () => lab.ShellAsync(
                $"systemctl show -p ActiveState --value {Controller.Unit}; systemctl show -p MainPID --value {Controller.Unit}"),
            seen => seen.Text.StartsWith("active\n", StringComparison.Ordinal) && seen.Text != $"active\n{killed}");
        await AssertAdoptedAsync(controller, before);

        (await lab.ExecAsync("systemctl", "restart", Controller.Unit)).Succeeded();
        await AssertAdoptedAsync(controller, before);

        var process = await lab.UnitPropertyAsync(Controller.Unit, "MainPID");
        (await lab.ExecAsync("systemctl", "daemon-reexec")).Succeeded();
        await AssertAdoptedAsync(controller, before);

        (await lab.ExecAsync("systemctl", "restart", "dbus.service")).Succeeded();
        await AssertAdoptedAsync(controller, before);
        Assert.Equal(process, await lab.UnitPropertyAsync(Controller.Unit, "MainPID"));

        await controller.DropAsync("late", Manifest.Of("late", Manifest.Idle()));
        await controller.AwaitReadyAsync("late");
        await controller.ContainerAsync("podman", "late");
        (await lab.ExecAsync("systemctl", "stop", "podman-late.service")).Succeeded();
        await lab.EventuallyAsync(
            "late was started again", () => controller.StartsAsync("podman-late.service"), starts => starts == 2, TimeSpan.FromSeconds(10));
        await AssertTellsOfMeanwhileAsync(controller, "late");
    }

    private static async Task AssertAdoptedAsync(Controller controller, SortedDictionary<string, string> before)
    {
        // Ends only after a look at everything, over whatever connection the controller has now.
        await controller.SettleAsync();
        await controller.AwaitReadyAsync("base", "user", "called", "web");
        Assert.Equal(before, await controller.LivesAsync(Running));
    }

    // By systemd's id of the run: nothing else of it differs.
    private static async Task AssertTellsOfMeanwhileAsync(Controller controller, string name)
    {
        var lab = controller.Lab;
        await controller.AwaitReadyAsync(name);
        (await lab.ExecAsync("systemctl", "stop", Controller.Unit)).Succeeded();
        (await lab.ExecAsync("systemctl", "restart", $"podman-{name}.service")).Succeeded();
        var live = await controller.LivesAsync($"podman-{name}");
        await controller.StartAsync();
        await lab.EventuallyAsync(
            "the event tells", async () => (await controller.CommandAsync("events", name)).Stdout,
            seen => seen.Contains("StartedMeanwhile", StringComparison.Ordinal));
        Assert.Equal(live, await controller.LivesAsync($"podman-{name}"));
        Assert.Contains(
            await lab.UnitPropertyAsync($"podman-{name}.service", "InvocationID"), (await controller.CommandAsync("describe", name)).Stdout,
            StringComparison.Ordinal);
    }

    private static async Task DropAllAsync(Controller controller)
    {
        await controller.DropAsync("base", Manifest.Of("base", Manifest.Idle()));
        var user = Manifest.Idle();
        user["dependsOn"] = Manifest.Strings("base");
        await controller.DropAsync("user", Manifest.Of("user", user));
        await controller.DropAsync("web", Manifest.WebServer("web", "docker", 8080, "hello"));
        var called = Manifest.Idle();
        called["autoStart"] = false;
        await controller.DropAsync("called", Manifest.Of("called", called));
        await controller.AwaitReadyAsync("base", "user", "web", "called");
        (await controller.Lab.ExecAsync("systemctl", "start", "podman-called.service")).Succeeded();
    }
}
