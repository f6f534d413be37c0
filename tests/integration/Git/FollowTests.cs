using OciReconciler.IntegrationTests.Fixtures.Git;

namespace OciReconciler.IntegrationTests.Git;

/// <summary>Hosts follow what is pushed to repositories, or refuse it, as docs/gitops.md says; seen on systemd and the engines.</summary>
public sealed class FollowTests(Labs labs)
{
    // One source by https for podman and one by ssh for docker, side by side on one host.
    [Theory]
    [InlineData(DebianRelease.Trixie)]
    [InlineData(DebianRelease.Bookworm)]
    public async Task Host_OfTwoRepositories_FollowsThem(DebianRelease release)
    {
        await using var lab = await labs.OwnAsync(release);
        var controller = await Controller.InstallAsync(lab);
        var server = await GitServer.StartAsync(lab, "follow");
        var https = await GitRepository.CreateAsync(server, "site");
        var ssh = await GitRepository.CreateAsync(server, "fleet");
        JsonObject[] settings =
            [FollowedSource.Https("site", server.Access, https), FollowedSource.Ssh("fleet", server.Access, ssh)];
        FollowStory[] stories =
            [new(controller, "site", https, "podman", 8080), new(controller, "fleet", ssh, "docker", 8090)];

        await Task.WhenAll(stories.Select(story => story.PushFirstAsync()));
        await ConfigureAsync(controller, settings);
        await controller.StartAsync();
        await Task.WhenAll(stories.Select(story => story.BeginAsync()));
        await Task.WhenAll(stories.Select(story => story.FollowAsync()));
        await RestartAsync(controller, server, stories);

        foreach (var (reference, follow) in new (string, Func<FollowStory, Task>)[]
        {
            ("staging", story => story.FollowBranchAsync()), ("v1", story => story.FollowTagAsync()),
        })
        {
            await Task.WhenAll(stories.Select(story => story.PrepareAsync(reference)));
            foreach (var source in settings)
                source["ref"] = reference;
            await ConfigureAsync(controller, settings);
            (await lab.ExecAsync("systemctl", "restart", Controller.Unit)).Succeeded();
            await Task.WhenAll(stories.Select(follow));
        }

        await Task.WhenAll(stories.Select(story => story.AssertNeighbourUntouchedAsync()));
    }

    private static Task ConfigureAsync(Controller controller, JsonObject[] sources) =>
        controller.ConfigureAsync(FollowedSource.SettingsFile(node: null, sources));

    // Without the servers: in force at once, and still enforced.
    private static async Task RestartAsync(Controller controller, GitServer server, FollowStory[] stories)
    {
        string[] units = [.. stories.SelectMany(story => story.Units)];
        var before = await controller.LivesAsync(units);
        await server.StopAsync();
        (await controller.Lab.ExecAsync("systemctl", "restart", Controller.Unit)).Succeeded();
        foreach (var story in stories)
            await story.AssertFailedAsync("GitUnreachable");
        await controller.SettleAsync();
        Assert.Equal(before, await controller.LivesAsync(units));
        foreach (var story in stories)
            await story.RepairsAsync();
        await server.StartAsync();
        await Task.WhenAll(stories.Select(story => story.RecoversAsync()));
    }
}
