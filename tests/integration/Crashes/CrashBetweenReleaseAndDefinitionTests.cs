namespace OciReconciler.IntegrationTests;

/// <summary>The controller dies when it has taken a workload away and not yet put the new one in its place.</summary>
public sealed class CrashBetweenReleaseAndDefinitionTests(Labs labs)
{
    private const string DropIn = "/run/systemd/system/oci-reconciler.service.d/crash.conf";

    [Theory]
    [InlineData(DebianRelease.Trixie, "podman", false)]
    [InlineData(DebianRelease.Trixie, "docker", true)]
    [InlineData(DebianRelease.Bookworm, "podman", false)]
    public async Task Controller_KilledAfterRelease_NextOneFinishesTheChangeAndNothingElseRestarts(
        DebianRelease release, string engine, bool autoStart)
    {
        await using var lab = await labs.OwnAsync(release);
        var controller = await Controller.StartAsync(lab);
        var unit = $"{engine}-edited.service";
        await controller.DropAsync("neighbour", Manifest.Of("neighbour", Manifest.Idle(engine)));
        await controller.DropAsync("edited", Edited(engine, autoStart, "1"));
        await controller.AwaitReadyAsync("neighbour", "edited");
        if (!autoStart)
        {
            (await lab.ExecAsync("systemctl", "start", unit)).Succeeded();
        }

        var container = await controller.ContainerAsync(engine, "edited");
        var neighbour = await controller.LivesAsync($"{engine}-neighbour");

        await ArmAsync(lab);
        await controller.DropAsync("edited", Edited(engine, autoStart, "2"));
        await controller.AwaitUnitAsync(Controller.Unit, "failed");
        Assert.Equal("killed 9", (await lab.ShellAsync($"""
            test "$(systemctl show --value -p Result {Controller.Unit})" = signal
            echo killed $(systemctl show --value -p ExecMainStatus {Controller.Unit})
            """)).Text);
        Assert.Equal("not-found", await lab.UnitPropertyAsync(unit, "LoadState"));

        await DisarmAsync(lab);
        await controller.StartAsync();
        await controller.ContainerAsync(engine, "edited", otherThan: container);
        await controller.AwaitReadyAsync("neighbour", "edited");
        await controller.SettleAsync();
        Assert.Equal(neighbour, await controller.LivesAsync($"{engine}-neighbour"));
        Assert.Equal(2, await controller.StartsAsync(unit));
        Assert.Equal("2", (await lab.ExecAsync(engine, "inspect", "-f", "{{index .Config.Labels \"edition\"}}", "edited")).Text);
    }

    [Fact]
    public async Task Controller_KilledAfterReleaseOfADependent_NextOneRestartsTheChainOnce()
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        var controller = await Controller.StartAsync(lab);
        await controller.DropAsync("base", Edited("podman", autoStart: true, "1", name: "base"));
        var user = Manifest.Idle();
        user["dependsOn"] = Manifest.Strings("base");
        user["autoStart"] = false;
        await controller.DropAsync("user", Manifest.Of("user", user));
        await controller.AwaitReadyAsync("base", "user");
        (await lab.ExecAsync("systemctl", "start", "podman-user.service")).Succeeded();
        await controller.LivesAsync("podman-base", "podman-user");

        await ArmAsync(lab);
        await controller.DropAsync("base", Edited("podman", autoStart: true, "2", name: "base"));
        await controller.AwaitUnitAsync(Controller.Unit, "failed");
        await DisarmAsync(lab);
        await controller.StartAsync();

        await controller.AwaitUnitAsync("podman-user.service", "active");
        await controller.AwaitReadyAsync("base", "user");
        await controller.SettleAsync();
        Assert.Equal(2, await controller.StartsAsync("podman-base.service"));
        Assert.Equal(2, await controller.StartsAsync("podman-user.service"));
        Assert.Equal("2", (await lab.ExecAsync("podman", "inspect", "-f", "{{index .Config.Labels \"edition\"}}", "base")).Text);
    }

    private static string Edited(string engine, bool autoStart, string edition, string name = "edited")
    {
        var spec = Manifest.Idle(engine);
        spec["autoStart"] = autoStart;
        spec["labels"] = new JsonObject { ["edition"] = edition };
        return Manifest.Of(name, spec);
    }

    private static async Task ArmAsync(Lab lab)
    {
        await lab.WriteFileAsync(
            DropIn, "[Service]\nEnvironment=OCI_RECONCILER_FAILPOINTS=/run/failpoints\nReadWritePaths=/run/failpoints\nRestart=no\n");
        (await lab.ShellAsync("mkdir -p /run/failpoints && touch /run/failpoints/released && systemctl daemon-reload")).Succeeded();
        (await lab.ExecAsync("systemctl", "restart", Controller.Unit)).Succeeded();
    }

    private static async Task DisarmAsync(Lab lab)
    {
        (await lab.ExecAsync("rm", DropIn)).Succeeded();
        (await lab.ExecAsync("systemctl", "daemon-reload")).Succeeded();
    }
}
