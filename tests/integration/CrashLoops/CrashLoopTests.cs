using System.Diagnostics;

namespace OciReconciler.IntegrationTests;

/// <summary>Containers that keep dying: the controller takes over from systemd, waits longer each time, and says so.</summary>
public sealed class CrashLoopTests(Labs labs)
{
    [Fact]
    public async Task Container_KeepsDying_IsTakenOverShownAndStartedAgainLater_AndAtOnceWhenTheManifestChanges()
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        var controller = await Controller.StartAsync(lab);
        // The first meets systemd's start limit, the second never does.
        await controller.DropAsync("at-once", Dying("podman", "exit 3"));
        await controller.DropAsync("slowly", Dying("docker", "sleep 2; exit 4"));

        await controller.AwaitAsync("at-once", "is backing off", seen => seen.Phase == "CrashLoopBackOff"
            && seen.Has("Degraded", "True", "CrashLoopBackOff"), TimeSpan.FromSeconds(40));
        await controller.AwaitAsync("slowly", "is backing off", seen => seen.Phase == "CrashLoopBackOff", TimeSpan.FromSeconds(60));
        var stopped = Stopwatch.GetTimestamp();
        Assert.Equal("4", await LastExitAsync(lab, "slowly"));
        // A container that the stop finds alive ends with a bad exit code.
        Assert.Contains(await lab.UnitPropertyAsync("docker-slowly.service", "ActiveState"), new[] { "inactive", "failed" });
        var described = (await lab.ExecAsync("oci-reconciler", "describe", "slowly")).Succeeded().Text;
        Assert.Contains("CrashLoopBackOff", described, StringComparison.Ordinal);
        Assert.Contains("Last exit:      4, ", described, StringComparison.Ordinal);

        // The crash backoff goes on in the next process: it does not allow five crashes anew.
        var starts = await controller.StartsAsync("docker-slowly.service");
        (await lab.ExecAsync("systemctl", "restart", Controller.Unit)).Succeeded();
        await lab.EventuallyAsync(
            "slowly was started again", () => controller.StartsAsync("docker-slowly.service"), seen => seen > starts,
            TimeSpan.FromSeconds(40));
        Assert.InRange(Stopwatch.GetElapsedTime(stopped).TotalSeconds, 5, 60);
        await controller.AwaitAsync("slowly", "is backing off again", seen => seen.Phase == "CrashLoopBackOff");
        // systemd may have started it once more before the controller stopped it.
        Assert.InRange(await controller.StartsAsync("docker-slowly.service"), starts + 1, starts + 2);

        await controller.EditAsync("slowly", Manifest.Of("slowly", Manifest.Idle("docker")));
        Assert.Equal("3", await LastExitAsync(lab, "at-once"));
    }

    private static async Task<string> LastExitAsync(Lab lab, string name) =>
        (await lab.ShellAsync($"oci-reconciler get -o json | jq '.items[].status | select(.name == \"{name}\") | .lastExit.code'"))
            .Succeeded().Text;

    private static string Dying(string engine, string script) =>
        Manifest.Of(script.StartsWith("exit", StringComparison.Ordinal) ? "at-once" : "slowly", new JsonObject
    {
        ["backend"] = engine,
        ["image"] = Manifest.Tool,
        ["cmd"] = Manifest.Strings("sh", "-c", script),
    });
}
