using System.Diagnostics;

namespace OciReconciler.IntegrationTests;

/// <summary>What systemd still knows of a unit whose file is gone, and definitions that it refuses for a while.</summary>
[Collection<ReleaseHosts>]
public sealed class LeftoverTests(ReleaseHosts hosts)
{
    [Theory]
    [InlineData(DebianRelease.Trixie)]
    [InlineData(DebianRelease.Bookworm)]
    public async Task FailedUnit_WithoutAFile_IsTakenOverAtOnce(DebianRelease release)
    {
        var controller = await hosts.OfAsync(release);
        var lab = controller.Lab;
        await LeaveAsync(lab, "podman-left.service", "/bin/false", "systemctl start podman-left || true");
        Assert.Equal("not-found failed", await StateAsync(lab, "podman-left.service"));

        var dropped = Stopwatch.GetTimestamp();
        await controller.DropAsync("left", Manifest.Of("left", Manifest.Idle()));
        await controller.AwaitReadyAsync("left");
        Assert.InRange(Stopwatch.GetElapsedTime(dropped).TotalSeconds, 0, 60);
        await controller.DeleteAsync("left");
        await controller.AwaitGoneAsync("podman", "left");
    }

    [Theory]
    [InlineData(DebianRelease.Trixie)]
    [InlineData(DebianRelease.Bookworm)]
    public async Task RunningUnit_WithoutAFile_RunsOnUntilItIsStopped(DebianRelease release)
    {
        var controller = await hosts.OfAsync(release);
        var lab = controller.Lab;
        await LeaveAsync(lab, "podman-runs.service", "/bin/sleep infinity", "systemctl start podman-runs");
        Assert.Equal("not-found active", await StateAsync(lab, "podman-runs.service"));
        var process = await lab.UnitPropertyAsync("podman-runs.service", "MainPID");

        await controller.DropAsync("runs", Manifest.Of("runs", Manifest.Idle()));
        await controller.AwaitAsync("runs", "is in conflict", seen => seen.Has("Degraded", "True", "UnitConflict"));
        (await lab.ExecAsync("systemctl", "reload", Controller.Unit)).Succeeded();
        await controller.DropAsync("after", Manifest.Of("after", Manifest.Idle()));
        await controller.AwaitReadyAsync("after");
        Assert.Equal(process, await lab.UnitPropertyAsync("podman-runs.service", "MainPID"));

        (await lab.ExecAsync("systemctl", "stop", "podman-runs")).Succeeded();
        await controller.AwaitReadyAsync("runs");
        await controller.DeleteAsync("runs");
        await controller.DeleteAsync("after");
        await controller.AwaitGoneAsync("podman", "runs");
        await controller.AwaitGoneAsync("podman", "after");
    }

    [Theory]
    [InlineData(DebianRelease.Trixie)]
    [InlineData(DebianRelease.Bookworm)]
    public async Task DropInThatSpoilsTheDefinition_IsMended_TheWorkloadComesUpAtOnce(DebianRelease release)
    {
        const string DropIn = "/etc/systemd/system/podman-spoilt.service.d/spoils.conf";
        var controller = await hosts.OfAsync(release);
        var lab = controller.Lab;
        await lab.WriteFileAsync(DropIn, "[Service]\nType=oneshot\n");
        (await lab.ExecAsync("systemctl", "daemon-reload")).Succeeded();
        await controller.DropAsync("spoilt", Manifest.Of("spoilt", Manifest.Idle()));
        await controller.AwaitAsync("spoilt", "is refused", seen => seen.Has("Degraded", "True", "DefinitionRejected"));

        (await lab.ShellAsync($"rm {DropIn}; systemctl daemon-reload")).Succeeded();
        await controller.AwaitAsync("spoilt", "is ready", seen => seen.IsReady, TimeSpan.FromSeconds(60));
        await controller.DeleteAsync("spoilt");
        await controller.AwaitGoneAsync("podman", "spoilt");
    }

    private static async Task LeaveAsync(Lab lab, string unit, string command, string use)
    {
        await lab.WriteFileAsync($"/etc/systemd/system/{unit}", $"[Service]\nExecStart={command}\n");
        (await lab.ShellAsync($"systemctl daemon-reload; {use}")).Succeeded();
        await lab.EventuallyAsync(
            $"{unit} has begun", () => lab.UnitPropertyAsync(unit, "ActiveState"), state => state is "failed" or "active");
        (await lab.ShellAsync($"rm /etc/systemd/system/{unit}; systemctl daemon-reload")).Succeeded();
    }

    private static async Task<string> StateAsync(Lab lab, string unit) =>
        $"{await lab.UnitPropertyAsync(unit, "LoadState")} {await lab.UnitPropertyAsync(unit, "ActiveState")}";
}
