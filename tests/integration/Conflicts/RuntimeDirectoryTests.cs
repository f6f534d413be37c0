namespace OciReconciler.IntegrationTests;

/// <summary>The directory in /run that a unit would own, when the unit is not started by the controller.</summary>
public sealed class RuntimeDirectoryTests(Labs labs)
{
    private const string Redis = "/run/redis";
    private const string Unit = "podman-redis.service";

    [Theory]
    [InlineData(DebianRelease.Trixie)]
    [InlineData(DebianRelease.Bookworm)]
    public async Task OnDemandUnit_StartedByHandOverADirectoryOfSomebodyElse_IsRefusedBySystemd(DebianRelease release)
    {
        await using var lab = await labs.OwnAsync(release);
        var controller = await Controller.InstallAsync(lab);
        await controller.ResyncEveryAsync(3600);
        await controller.StartAsync();
        await controller.DropAsync("redis", OnDemand("1"));
        await controller.AwaitReadyAsync("redis");

        (await lab.ShellAsync($"install -d -o nobody -m 750 {Redis}; touch {Redis}/redis.sock")).Succeeded();
        var owner = (await lab.ExecAsync("stat", "-c", "%U %a %i", Redis)).Text;
        await controller.AwaitAsync("redis", "is in conflict", seen => seen.Has("Degraded", "True", "RuntimeDirectoryConflict"));
        foreach (var manager in new[] { "is-system-running", "daemon-reload" })
        {
            _ = await lab.ExecAsync("systemctl", manager);
            Assert.Contains("Assertion failed", (await lab.ExecAsync("systemctl", "start", Unit)).Stderr, StringComparison.Ordinal);
        }

        Assert.Equal(owner, (await lab.ExecAsync("stat", "-c", "%U %a %i", Redis)).Text);
        (await lab.ExecAsync("test", "-e", $"{Redis}/redis.sock")).Succeeded();

        (await lab.ExecAsync("rm", "-r", Redis)).Succeeded();
        await controller.AwaitReadyAsync("redis");
        // Nothing in the container tells that it is up.
        (await lab.ExecAsync("systemctl", "start", "--no-block", Unit)).Succeeded();
        await lab.EventuallyAsync(
            "the unit has its directory", () => lab.ExecAsync("test", "-d", $"{Redis}/.oci-reconciler"), seen => seen.ExitCode == 0);
    }

    [Theory]
    [InlineData(DebianRelease.Trixie)]
    [InlineData(DebianRelease.Bookworm)]
    public async Task DirectoryThatADropInPreserves_EmptyOrNot_IsTheUnitsOwn(DebianRelease release)
    {
        await using var lab = await labs.OwnAsync(release);
        var controller = await Controller.StartAsync(lab);
        await lab.WriteFileAsync($"/etc/systemd/system/{Unit}.d/preserve.conf", "[Service]\nRuntimeDirectoryPreserve=yes\n");
        (await lab.ExecAsync("systemctl", "daemon-reload")).Succeeded();
        await controller.DropAsync("redis", OnDemand("1"));
        await controller.AwaitReadyAsync("redis");

        (await lab.ExecAsync("systemctl", "start", "--no-block", Unit)).Succeeded();
        await lab.EventuallyAsync(
            "podman has left its file", () => lab.ExecAsync("test", "-s", $"{Redis}/ctr-id"), seen => seen.ExitCode == 0);
        (await lab.ExecAsync("systemctl", "stop", Unit)).Succeeded();
        (await lab.ExecAsync("rm", "-f", $"{Redis}/ctr-id")).Succeeded();
        Assert.Equal(".oci-reconciler", (await lab.ExecAsync("ls", "-A", Redis)).Text);

        await controller.EditAsync("redis", OnDemand("2"));
        await controller.AwaitReadyAsync("redis");
        (await lab.ExecAsync("systemctl", "start", "--no-block", Unit)).Succeeded();
        await lab.EventuallyAsync("it runs again", () => lab.ExecAsync("test", "-s", $"{Redis}/ctr-id"), seen => seen.ExitCode == 0);
    }

    // Of podman 4.3 as well, which knows no other.
    private static string OnDemand(string edition)
    {
        var spec = Manifest.Idle();
        spec["podman"] = new JsonObject { ["sdnotify"] = "container" };
        spec["environment"] = new JsonObject { ["V"] = edition };
        spec["autoStart"] = false;
        return Manifest.Of("redis", spec);
    }
}
