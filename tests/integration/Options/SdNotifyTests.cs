namespace OciReconciler.IntegrationTests;

/// <summary>podman.sdnotify: when a unit counts as up. podman as root; conmon is the default, which all other tests use.</summary>
[Collection<OptionsHost>]
public sealed class SdNotifyTests(OptionsHost host)
{
    [Fact]
    public async Task Healthy_UnitBecomesActiveWhenTheHealthCheckPasses()
    {
        await host.Lab.ExecAsync("mkdir", "-p", "/srv/healthy");
        await host.Controller.DropAsync("healthy", Healthy("test -e /srv/up"));
        await host.Controller.AwaitAsync("healthy", "is starting", seen => seen is { Phase: "Starting" }
            && seen.Has("Ready", "False", "NotActive"));
        await host.Controller.ContainerAsync("podman", "healthy");
        await host.Lab.EventuallyAsync("podman calls it unhealthy", HealthAsync, health => health is "unhealthy");
        Assert.Equal("activating", await host.Lab.UnitPropertyAsync("podman-healthy.service", "ActiveState"));

        (await host.Lab.ExecAsync("touch", "/srv/healthy/up")).Succeeded();
        await host.Controller.AwaitReadyAsync("healthy");
        Assert.Equal("healthy", await HealthAsync());
        Assert.Equal("active", await host.Lab.UnitPropertyAsync("podman-healthy.service", "ActiveState"));
        Assert.Equal("yes", await host.Lab.UnitPropertyAsync("podman-healthy.service", "Delegate"));
        Assert.Equal(1, await host.Controller.StartsAsync("podman-healthy.service"));
    }

    [Fact]
    public async Task Healthy_CheckThatNeverPasses_IsEditedWhileItStartsAndBlocksNobody()
    {
        await host.Lab.ExecAsync("mkdir", "-p", "/srv/healthy");
        await host.Controller.DropAsync("stuck", Healthy("false", "stuck"));
        var container = await host.Controller.ContainerAsync("podman", "stuck");
        await host.RunAsync("beside-stuck", "podman", Manifest.Idle());
        Assert.Equal("activating", await host.Lab.UnitPropertyAsync("podman-stuck.service", "ActiveState"));

        await host.Controller.DropAsync("stuck", Healthy("true", "stuck"));
        await host.Controller.ContainerAsync("podman", "stuck", otherThan: container);
        await host.Controller.AwaitReadyAsync("stuck");
    }

    [Fact]
    public async Task Container_UnitBecomesActiveWhenTheContainersProgramSaysSo()
    {
        await host.Lab.ExecAsync("mkdir", "-p", "/srv/notify");
        await host.Controller.DropAsync("notify", Manifest.Of("notify", new JsonObject
        {
            ["image"] = Manifest.Tool,
            ["podman"] = new JsonObject { ["sdnotify"] = "container" },
            // The image has nothing that speaks to a datagram socket: the host's systemd-notify does, with the host's libraries.
            ["volumes"] = Manifest.Strings("/srv/notify:/srv", "/usr:/usr:ro", "/usr/lib:/lib:ro", "/usr/lib64:/lib64:ro"),
            ["cmd"] = Manifest.Strings(
                "sh", "-c", "while [ ! -e /srv/up ]; do sleep 0.1; done; systemd-notify --ready --status='up at last'; "
                + $"{Manifest.WaitForTerm}"),
        }));
        await host.Controller.AwaitAsync("notify", "is starting", seen => seen is { Phase: "Starting" }
            && seen.Has("Ready", "False", "NotActive"));
        await host.Controller.ContainerAsync("podman", "notify");
        Assert.Equal("activating", await host.Lab.UnitPropertyAsync("podman-notify.service", "ActiveState"));

        (await host.Lab.ExecAsync("touch", "/srv/notify/up")).Succeeded();
        await host.Controller.AwaitReadyAsync("notify");
        Assert.Equal("up at last", await host.Lab.UnitPropertyAsync("podman-notify.service", "StatusText"));
        Assert.Equal(1, await host.Controller.StartsAsync("podman-notify.service"));
    }

    private static string Healthy(string check, string name = "healthy")
    {
        var spec = Manifest.Idle();
        spec["podman"] = new JsonObject { ["sdnotify"] = "healthy" };
        spec["volumes"] = Manifest.Strings("/srv/healthy:/srv");
        spec["extraOptions"] = Manifest.Strings($"--health-cmd={check}", "--health-interval=1s");
        return Manifest.Of(name, spec);
    }

    private async Task<string> HealthAsync() =>
        (await host.Lab.ExecAsync("podman", "container", "inspect", "-f", "{{.State.Health.Status}}", "healthy")).Text;
}
