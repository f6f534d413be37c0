using System.Diagnostics;

namespace OciReconciler.IntegrationTests;

/// <summary>A new image from a slow registry: for how long its port does not answer, here and with Quadlet.</summary>
public sealed class PullBeforeStopTests(Labs labs)
{
    private const int OurPort = 8080;
    private const int QuadletPort = 8090;

    // The line lets the new layer through in nine seconds and more, however fast or slow the machine is.
    private static readonly TimeSpan ShortestPull = TimeSpan.FromSeconds(8);

    [Fact]
    public async Task Image_ChangedToOneInASlowRegistry_IsAwayForStopAndStartAlone()
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        var registry = await SlowRegistry.StartAsync(lab);
        var controller = await Controller.StartAsync(lab);
        var (ours, ourPull) = await OursAsync(controller, await registry.MakeAsync("ours:2", "hello from ours 2"));
        var (theirs, _) = await QuadletAsync(controller, await registry.MakeAsync("quadlet:2", "hello from quadlet 2"));

        Figure.Print("image changed, slow registry: from the edit until the new one answers", $"{ourPull.TotalSeconds:0.0} s");
        Figure.Print("image changed, slow registry: longest time without an answer, OciReconciler", $"{ours.TotalSeconds:0.0} s");
        Figure.Print("image changed, slow registry: longest time without an answer, Quadlet", $"{theirs.TotalSeconds:0.0} s");
        Assert.True(ourPull - ours > ShortestPull, "it was pulled while the service was down");
        Assert.True(ourPull > ours * 3, "it was away for more than stop and start");
        Assert.True(theirs > ShortestPull, "Quadlet did not pull while the service was down");
    }

    private static async Task<(TimeSpan Away, TimeSpan Took)> OursAsync(Controller controller, string image)
    {
        await controller.DropAsync("web", Web(Manifest.Web));
        await controller.AwaitReadyAsync("web");
        await controller.AwaitAnswerAsync(OurPort, "hello from web 1");
        return await PollAsync(controller, OurPort, "hello from ours 2", () => controller.DropAsync("web", Web(image)));
    }

    private static async Task<(TimeSpan Away, TimeSpan Took)> QuadletAsync(Controller controller, string image)
    {
        var lab = controller.Lab;
        await WriteAsync(Manifest.Web);
        (await lab.ShellAsync("systemctl daemon-reload && systemctl start quadlet.service")).Succeeded();
        await controller.AwaitAnswerAsync(QuadletPort, "hello from web 1");
        return await PollAsync(controller, QuadletPort, "hello from quadlet 2", async () =>
        {
            await WriteAsync(image);
            (await lab.ShellAsync("systemctl daemon-reload && systemctl restart quadlet.service")).Succeeded();
        });

        Task WriteAsync(string reference) => lab.WriteFileAsync(
            "/etc/containers/systemd/quadlet.container",
            $"[Container]\nContainerName=quadlet\nImage={reference}\nPublishPort={QuadletPort}:80\n"
            + "[Service]\nRestart=always\nTimeoutStartSec=300\n");
    }

    private static async Task<(TimeSpan Away, TimeSpan Took)> PollAsync(Controller controller, int port, string greeting, Func<Task> change)
    {
        var poller = await Poller.StartAsync(controller.Lab, port);
        var began = Stopwatch.GetTimestamp();
        await change();
        await controller.Lab.EventuallyAsync(
            $"port {port} answers '{greeting}'", () => controller.AnswerAsync(port), answer => answer == greeting
            + "\n", TimeSpan.FromSeconds(90));
        var took = Stopwatch.GetElapsedTime(began);
        return (await poller.StopAsync(), took);
    }

    private static string Web(string image) => Manifest.Of("web", new JsonObject
    {
        ["image"] = image,
        ["ports"] = Manifest.Strings($"{OurPort}:80"),
    });
}
