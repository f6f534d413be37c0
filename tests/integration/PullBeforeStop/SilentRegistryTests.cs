using System.Diagnostics;

namespace OciReconciler.IntegrationTests;

/// <summary>
/// A registry that says nothing holds up what is to come from it, and nothing else: neither other workloads, nor what runs, nor another
/// edit.
/// </summary>
public sealed class SilentRegistryTests(Labs labs)
{
    private const int Port = 8080;

    // More than passes are worked on at once.
    private const int Silent = 10;

    [Theory]
    [InlineData("podman")]
    [InlineData("docker")]
    public async Task Image_DoesNotArrive_BlocksNothingElse(string engine)
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        await SilentRegistry.StartAsync(lab);
        var controller = await Controller.StartAsync(lab);
        await controller.DropAsync("web", Web(engine, Manifest.Web, "first"));
        await controller.AwaitReadyAsync("web");

        for (var index = 0; index < Silent; index++)
            await controller.DropAsync(
                $"silent{index}", Manifest.Of($"silent{index}", Spec(engine, SilentRegistry.Image($"silent{index}"))));
        await controller.DropAsync("web", Web(engine, SilentRegistry.Image("web"), "second"));
        await controller.AwaitAsync("web", "waits for its image", seen => seen.Has("Progressing", "True", "SpecChanged"));

        await TimedAsync(engine, "a drop of another workload", async () =>
        {
            await controller.DropAsync("other", Manifest.Of("other", Manifest.Idle(engine)));
            await controller.AwaitReadyAsync("other");
        });
        await TimedAsync(engine, "a stop by hand of what runs meanwhile, which is repaired", async () =>
        {
            (await lab.ExecAsync("systemctl", "stop", $"{engine}-web.service")).Succeeded();
            await controller.AwaitAnswerAsync(Port, "first");
        });
        await TimedAsync(engine, "an edit that needs no pull", async () =>
        {
            await controller.DropAsync("web", Web(engine, Manifest.Web, "third"));
            await controller.AwaitAnswerAsync(Port, "third");
        });
        await TimedAsync(engine, "a removal of what waits for its image", async () =>
        {
            await controller.DeleteAsync("silent0");
            await lab.EventuallyAsync("silent0 is forgotten", async () => await controller.GetAsync("silent0") is null);
        });
    }

    private static async Task TimedAsync(string engine, string what, Func<Task> act)
    {
        var began = Stopwatch.GetTimestamp();
        await act();
        Figure.Print($"{engine}, {Silent + 1} images do not arrive: {what} took", $"{Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s");
    }

    private static JsonObject Spec(string engine, string image) => new() { ["backend"] = engine, ["image"] = image };

    private static string Web(string engine, string image, string greeting)
    {
        var spec = Spec(engine, image);
        spec["ports"] = Manifest.Strings($"{Port}:80");
        spec["environment"] = new JsonObject { ["GREETING"] = greeting };
        return Manifest.Of("web", spec);
    }
}
