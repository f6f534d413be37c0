using System.Text.Json;

namespace OciReconciler.IntegrationTests;

/// <summary>A restart that is asked for, with what waits for one; and what describe and logs tell.</summary>
public sealed class RestartTests(Labs labs)
{
    [Fact]
    public async Task Restart_AppliesWhatWaitsForIt()
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        var controller = await Controller.StartAsync(lab);
        await controller.DropAsync("web", Manifest.Of("web", Manifest.Idle()));
        await controller.DropAsync("neighbour", Manifest.Of("neighbour", Manifest.Idle()));
        await controller.AwaitReadyAsync("web", "neighbour");
        var neighbour = await controller.LivesAsync("podman-neighbour");
        var first = await controller.ContainerAsync("podman", "web");

        var restarted = (await controller.CommandAsync("restart", "web")).Succeeded();
        Assert.StartsWith("Restarted podman-web.service in ", restarted.Stdout, StringComparison.Ordinal);
        var second = await controller.ContainerAsync("podman", "web", otherThan: first);

        // Proxy variables enter units: a controller with others renders differently, which restarts nothing by itself.
        await lab.WriteFileAsync(
            $"/etc/systemd/system/{Controller.Unit}.d/proxy.conf",
            "[Service]\nEnvironment=https_proxy=http://127.0.0.1:9\nEnvironment=no_proxy=localhost\n");
        (await lab.ShellAsync($"systemctl daemon-reload; systemctl restart {Controller.Unit}")).Succeeded();
        await controller.SettleAsync();
        Assert.Equal(second, await controller.FindContainerAsync("podman", "web"));
        Assert.DoesNotContain("https_proxy", await lab.UnitPropertyAsync("podman-web.service", "Environment"), StringComparison.Ordinal);

        (await controller.CommandAsync("restart", "web")).Succeeded();
        await controller.ContainerAsync("podman", "web", otherThan: second);
        Assert.Contains(
            "https_proxy=http://127.0.0.1:9", await lab.UnitPropertyAsync("podman-web.service", "Environment"), StringComparison.Ordinal);
        await controller.SettleAsync();
        Assert.Equal(3, await controller.StartsAsync("podman-web.service"));
        Assert.Equal(neighbour, await controller.LivesAsync("podman-neighbour"));
    }

    [Fact]
    public async Task Describe_ReportsDropInsDependentsConditionsEventsAndLog()
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        var controller = await Controller.StartAsync(lab);
        var web = Manifest.Idle();
        web["dependsOn"] = Manifest.Strings("db");
        var db = Manifest.Idle();
        db["cmd"] = Manifest.Strings("sh", "-c", $"echo here I am; {Manifest.WaitForTerm}");
        await controller.DropAsync("db", Manifest.Of("db", db));
        await controller.DropAsync("web", Manifest.Of("web", web));
        await controller.AwaitReadyAsync("db", "web");
        var lives = await controller.LivesAsync("podman-db", "podman-web");
        const string DropIn = "/etc/systemd/system/podman-db.service.d/limits.conf";
        await lab.WriteFileAsync(DropIn, "[Service]\nMemoryMax=200M\n");
        (await lab.ExecAsync("systemctl", "daemon-reload")).Succeeded();
        await controller.SettleAsync();

        var text = (await controller.CommandAsync("describe", "db")).Succeeded().Stdout;
        foreach (var expected in new[]
        {
            "Unit state:     active (running), ", "Needed by:      web", "Named by:       podman-web.service",
                "  Ready           True     ", $"Drop-ins:\n  {DropIn}\n", "here I am", "Started podman-db.service.",
        })
        {
            Assert.Contains(expected, text, StringComparison.Ordinal);
        }

        using var json = JsonDocument.Parse((await controller.CommandAsync("describe", "db", "-o", "json")).Succeeded().Stdout);
        Assert.Equal(DropIn, json.RootElement.GetProperty("live").GetProperty("dropIns")[0].GetString());
        Assert.Equal("web", json.RootElement.GetProperty("dependents")[0].GetString());
        Assert.Contains("here I am", (await controller.CommandAsync("logs", "db", "-n", "50"))
            .Succeeded().Stdout, StringComparison.Ordinal);
        Assert.Equal(lives, await controller.LivesAsync("podman-db", "podman-web"));
        Assert.Equal("209715200", await lab.UnitPropertyAsync("podman-db.service", "MemoryMax"));
    }
}
