using OciReconciler.IntegrationTests.Fixtures.Git;

namespace OciReconciler.IntegrationTests.Git;

/// <summary>Whatever fails between a git server and what is in force: nothing is lost, and the next fetch goes on.</summary>
public sealed class GitFaultTests(Labs labs)
{
    private const string Unreachable = "GitUnreachable";
    private const string Denied = "GitAccessDenied";
    private const string Kept = "/var/lib/oci-reconciler/sources";
    private const string Caches = "/var/cache/private";

    // Some 12,000 bytes at least, however they are packed.
    private static readonly string Padding = string.Concat(Enumerable.Range(0, 1200).Select(_ => Guid.NewGuid().ToString("N")[..20]));

    [Theory]
    [InlineData(DebianRelease.Trixie)]
    [InlineData(DebianRelease.Bookworm)]
    public async Task Fetch_ThatFails_LosesNothingAndTheNextOneRecovers(DebianRelease release)
    {
        await using var lab = await labs.OwnAsync(release);
        var controller = await Controller.InstallAsync(lab);
        // Small file systems of their own, so that they can be filled without the lab's.
        (await lab.ShellAsync($"""
            mkdir -p {Kept} {Caches}; chmod 700 /var/lib/oci-reconciler
            mount -t tmpfs -o size=2m,mode=700 revisions {Kept}
            mount -t tmpfs -o size=8m,mode=700 caches {Caches}
            """)).Succeeded();
        var https = await StartAsync(lab, "fault-https");
        var ssh = await StartAsync(lab, "fault-ssh");
        var away = await StartAsync(lab, "fault-away");
        await TrustHost.ConfigureAsync(
            controller, Hasty(TrustHost.Https(https.Name, https.Repository, https.Server.Access)),
            Hasty(TrustHost.Ssh(ssh.Name, ssh.Repository, ssh.Server.Access)),
            Hasty(TrustHost.Https(away.Name, away.Repository, away.Server.Access)));
        await controller.StartAsync();
        var host = new TrustHost(controller);
        foreach (var story in new[] { https, ssh, away })
            await host.AwaitAppliedAsync(story.Name, await story.Repository.HeadAsync(), "0", TimeSpan.FromSeconds(60));

        await Task.WhenAll(HttpsAsync(host, https), SshAsync(host, ssh), AwayAsync(host, away));
        await DiskFullAsync(host, https, Kept, "RevisionNotKept");
        await DiskFullAsync(host, https, Caches, "GitFailed");
        Figure.Print($"{release}: git servers down, slow, hanging, cut, others, with other credentials; disks full", "nothing was lost");
    }

    private static async Task HttpsAsync(TrustHost host, Story story)
    {
        var (server, access) = (story.Server, story.Server.Access);
        await FaultAsync(host, story, Unreachable, server.Https.StopAsync, () => server.Https.SetAsync(GitFault.None));
        foreach (var fault in new[] { GitFault.Close, GitFault.Hang, GitFault.Cut(5000), GitFault.Slow(1000) })
            await FaultAsync(host, story, Unreachable, () => server.Https.SetAsync(fault), () => server.Https.SetAsync(GitFault.None));

        await FaultAsync(host, story, Denied, () => server.ChangePasswordAsync("another"),
            () => host.Lab.WriteFileAsync(access.PasswordFile, "another"));
        var authority = (await host.Lab.ExecAsync("cat", access.CaFile)).Succeeded().Stdout;
        var other = (await host.Lab.ExecAsync("cat", access.OtherCaFile)).Succeeded().Stdout;
        await FaultAsync(host, story, Denied, () => host.Lab.WriteFileAsync(access.CaFile, other),
            () => host.Lab.WriteFileAsync(access.CaFile, authority));
    }

    private static async Task SshAsync(TrustHost host, Story story)
    {
        var (server, access) = (story.Server, story.Server.Access);
        await FaultAsync(host, story, Unreachable, server.Ssh.StopAsync, () => server.Ssh.SetAsync(GitFault.None));
        foreach (var fault in new[] { GitFault.Hang, GitFault.Cut(5000), GitFault.Slow(1000) })
            await FaultAsync(host, story, Unreachable, () => server.Ssh.SetAsync(fault), () => server.Ssh.SetAsync(GitFault.None));

        await FaultAsync(host, story, Denied, server.ChangeHostKeyAsync, async () =>
        {
            var hosts = (await host.Lab.ExecAsync("cut", "-d", " ", "-f", "1", access.KnownHostsFile)).Succeeded().Text;
            var key = (await host.Lab.ExecAsync("cut", "-d", " ", "-f", "1,2", $"{server.Directory}/host_key.pub")).Succeeded().Text;
            await host.Lab.WriteFileAsync(access.KnownHostsFile, $"{hosts} {key}\n");
        });
    }

    // Nobody asks for anything: the fetches that are due anyway find out, and recover.
    private static async Task AwayAsync(TrustHost host, Story story)
    {
        var lives = await host.LivesAsync(story.Name);
        await story.Server.Https.StopAsync();
        await host.Lab.EventuallyAsync(
            "the server is missed", () => host.SeenAsync(story.Name), seen => seen is { State: "failed", Reason: Unreachable },
            TimeSpan.FromSeconds(60));
        Assert.Equal(lives, await host.LivesAsync(story.Name));
        var commit = await PushAsync(story);
        await story.Server.Https.SetAsync(GitFault.None);
        await host.AwaitAppliedAsync(story.Name, commit, story.Edition, TimeSpan.FromSeconds(90));
    }

    private static async Task FaultAsync(TrustHost host, Story story, string reason, Func<Task> breaks, Func<Task> mends)
    {
        var commit = await PushAsync(story);
        await breaks();
        var seen = await host.RefusesAsync(story.Name, reason);
        Assert.Equal("failed", seen.State);
        await mends();
        await host.TakesAsync(story.Name, commit, story.Edition);
    }

    private static async Task DiskFullAsync(TrustHost host, Story story, string directory, string reason)
    {
        await FaultAsync(host, story, reason,
            async () => (await host.Lab.ShellAsync($"""
                dd if=/dev/zero of={directory}/full bs=1k 2> /dev/null || true
                rm -f {directory}/more; ! echo 1 2> /dev/null > {directory}/more || exit 1
                """)).Succeeded(),
            async () => (await host.Lab.ShellAsync($"rm -f {directory}/full {directory}/more")).Succeeded());
    }

    private static async Task<string> PushAsync(Story story)
    {
        story.Edition = $"{int.Parse(story.Edition, System.Globalization.CultureInfo.InvariantCulture) + 1}";
        return await story.Repository.PushFilesAsync(
            $"edition {story.Edition}", TrustHost.File(story.Name, story.Edition, Padding + Guid.NewGuid().ToString("N")));
    }

    private static JsonObject Hasty(JsonObject source)
    {
        source["timeoutSeconds"] = 15;
        return source;
    }

    private static async Task<Story> StartAsync(Lab lab, string name)
    {
        var server = await GitServer.StartAsync(lab, name);
        var repository = await GitRepository.CreateAsync(server, name);
        await repository.PushFilesAsync("edition 0", TrustHost.File(name, "0"));
        return new Story(name, server, repository);
    }

    private sealed record Story(string Name, GitServer Server, GitRepository Repository)
    {
        public string Edition { get; set; } = "0";
    }
}
