using System.Globalization;
using OciReconciler.IntegrationTests.Fixtures.Git;

namespace OciReconciler.IntegrationTests.Git;

/// <summary>How soon a push is followed, and what a fetch with nothing new costs. Milliseconds are printed, calls are judged.</summary>
public sealed class PromptTests(Labs labs)
{
    private const int Pushes = 20;
    private const int Fetches = 10;
    private const string Worker = "oci-reconciler-git-fleet.service";

    [Fact]
    public async Task Push_WithAWebhookOrToADirectory_IsFollowedAtOnce()
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        var controller = await Controller.InstallAsync(lab);
        var server = await GitServer.StartAsync(lab, "prompt");
        var (fleet, local) = (await GitRepository.CreateAsync(server, "fleet"), await GitRepository.CreateAsync(server, "local"));
        await fleet.PushFilesAsync("first", ("README.md", "none"));
        await local.PushFilesAsync("first", ("README.md", "none"));
        var settings = JsonNode.Parse(FollowedSource.SettingsFile(
            node: null, FollowedSource.Https("fleet", server.Access, fleet), FollowedSource.File("local", local)))!;
        // A look at everything is no cost of a fetch.
        settings["resyncSeconds"] = 3600;
        await controller.ConfigureAsync(settings.ToJsonString());
        var webhook = await Webhook.StartAsync(lab, "fleet");
        await controller.StartAsync();
        var (followed, watched) = (new FollowedSource(controller, "fleet"), new FollowedSource(controller, "local"));
        await followed.AwaitAppliedAsync(await fleet.HeadAsync());
        await watched.AwaitAppliedAsync(await local.HeadAsync());

        await watched.AwaitAppliedAsync(await local.PushFilesAsync("noticed", ("local.json", Defined("local"))));
        await controller.AwaitUnitAsync("podman-local.service", "inactive");

        var calls = await BusCalls.StartAsync(lab);
        await PrintLatencyAsync(followed, fleet, webhook, calls);
        await PrintCostAsync(lab, followed, calls);
    }

    private static async Task PrintLatencyAsync(FollowedSource source, GitRepository repository, Webhook webhook, BusCalls calls)
    {
        var (fromPush, fromWebhook) = (new List<double>(), new List<double>());
        for (var i = 0; i < Pushes; i++)
        {
            var name = $"figure-{i}";
            await repository.CommitAsync(name, ($"{name}.json", Defined(name)));
            await source.AwaitGapAsync();
            await calls.ListAsync();
            var pushed = await source.NowAsync();
            var commit = await repository.PushAsync();
            var woken = await source.NowAsync();
            Assert.Equal(202, await webhook.PushAsync($$"""{"ref":"refs/heads/main","after":"{{commit}}"}"""));
            await source.AwaitAppliedAsync(commit);
            var defined = Assert.Single(await calls.ListAsync(), call => call.Member == "StartTransientUnit").Microseconds;
            fromPush.Add((defined - pushed) / 1e3);
            fromWebhook.Add((defined - woken) / 1e3);
        }

        Print("git push begins until StartTransientUnit, by webhook and https", fromPush);
        Print("webhook is sent until StartTransientUnit, by https", fromWebhook);
    }

    private static async Task PrintCostAsync(Lab lab, FollowedSource source, BusCalls calls)
    {
        await calls.QuietAsync();
        await calls.ListAsync();
        var fetched = (string?)(await source.ReportAsync())?["lastFetch"];
        var (controller, worker) = (await NanosecondsAsync(lab, Controller.Unit), await NanosecondsAsync(lab, Worker));
        for (var i = 0; i < Fetches; i++)
        {
            (await source.SyncAsync()).Succeeded();
        }

        Assert.NotEqual(fetched, (string?)(await source.ReportAsync())?["lastFetch"]);
        var ours = (await NanosecondsAsync(lab, Controller.Unit) - controller) / 1e6 / Fetches;
        var gits = (await NanosecondsAsync(lab, Worker) - worker) / 1e6 / Fetches;
        Figure.Print(
            $"CPU time of a fetch with nothing new, by https, mean of {Fetches}",
            string.Create(CultureInfo.InvariantCulture, $"controller {ours:0.0} ms, git {gits:0.0} ms"));
        Assert.Empty(await calls.ListAsync());
        Figure.Print($"D-Bus calls of {Fetches} fetches with nothing new", "0");
    }

    // Defined only: what is measured ends before a start, and starts of the ones before would disturb it.
    private static string Defined(string name)
    {
        var spec = Manifest.Idle();
        spec["autoStart"] = false;
        return Manifest.Of(name, spec);
    }

    private static async Task<long> NanosecondsAsync(Lab lab, string unit) =>
        long.Parse(await lab.UnitPropertyAsync(unit, "CPUUsageNSec"), CultureInfo.InvariantCulture);

    private static void Print(string what, List<double> milliseconds)
    {
        Assert.All(milliseconds, one => Assert.True(one > 0, $"{one} ms"));
        milliseconds.Sort();
        Figure.Print($"{what}, {milliseconds.Count} pushes", string.Create(
            CultureInfo.InvariantCulture, $"p50 {milliseconds[milliseconds.Count / 2]:0} ms, max {milliseconds[^1]:0} ms"));
    }
}
