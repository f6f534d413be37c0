using System.Diagnostics;

namespace OciReconciler.IntegrationTests;

/// <summary>A dockerd that hangs holds back docker's workloads alone, and costs none of them its container.</summary>
public sealed class HungEngineTests(Labs labs)
{
    [Fact]
    public async Task Dockerd_Hangs_PodmanGoesOnAndDockerIsCaughtUpWithLater()
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        var controller = await Controller.StartAsync(lab);
        await controller.DropAsync("edited", Idle("edited", "docker", "1"));
        await controller.DropAsync("removed", Idle("removed", "docker", "1"));
        await controller.DropAsync("other", Idle("other", "podman", "1"));
        await controller.AwaitReadyAsync("edited", "removed", "other");
        var lives = await controller.LivesAsync("docker-edited", "docker-removed");

        (await lab.ExecAsync("systemctl", "kill", "-s", "STOP", "--kill-whom=main", "docker.service")).Succeeded();
        await controller.DropAsync("edited", Idle("edited", "docker", "2"));
        await controller.DeleteAsync("removed");
        var began = Stopwatch.GetTimestamp();
        await controller.DropAsync("new", Idle("new", "podman", "1"));
        await controller.EditAsync("other", Idle("other", "podman", "2"));
        await controller.AwaitReadyAsync("new");
        Figure.Print(
            "dockerd hangs: a drop and an edit of podman's converged within", $"{Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s");
        Assert.InRange(Stopwatch.GetElapsedTime(began).TotalSeconds, 0, 25);
        await controller.AwaitAsync(
            "edited", "says that its engine does not answer", seen => seen.Has("Degraded", "True", "EngineUnavailable"),
            TimeSpan.FromSeconds(60));
        Assert.Equal("active", await lab.UnitPropertyAsync("docker-removed.service", "ActiveState"));

        (await lab.ExecAsync("systemctl", "kill", "-s", "CONT", "--kill-whom=main", "docker.service")).Succeeded();
        Assert.Equal(lives["docker-removed"][..80], (await controller.LivesAsync("docker-removed"))["docker-removed"][..80]);
        began = Stopwatch.GetTimestamp();
        await controller.AwaitAsync("edited", "is as edited", seen => seen.IsReady && seen.Generation > 1, TimeSpan.FromSeconds(90));
        await lab.EventuallyAsync(
            "removed is gone", async () => await controller.GetAsync("removed") is null, gone => gone, TimeSpan.FromSeconds(90));
        Figure.Print("dockerd hangs no more: its workloads converged within", $"{Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s");
    }

    private static string Idle(string name, string engine, string edition)
    {
        var spec = Manifest.Idle(engine);
        spec["labels"] = new JsonObject { ["edition"] = edition };
        return Manifest.Of(name, spec);
    }
}
