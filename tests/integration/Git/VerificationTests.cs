using OciReconciler.IntegrationTests.Fixtures.Git;

namespace OciReconciler.IntegrationTests.Git;

/// <summary>Commits and tags of git sources count with a signature of a known key alone, and only forward.</summary>
public sealed class VerificationTests(Labs labs)
{
    private const string Failed = "GitVerificationFailed";
    private const string Rewound = "GitRewound";

    [Theory]
    [InlineData(DebianRelease.Trixie)]
    [InlineData(DebianRelease.Bookworm)]
    public async Task Revision_SignedByWhomever_IsAppliedOrRefused(DebianRelease release)
    {
        await using var lab = await labs.OwnAsync(release);
        var controller = await Controller.InstallAsync(lab);
        var server = await GitServer.StartAsync(lab, "signed");
        var signers = await GitSigners.CreateAsync(server);
        var commits = new Story("signed-commits", signers.Ssh, signers.UnknownSsh, signers.ExpiredSsh, "valid@lab.test");
        var openPgp = new Story("signed-openpgp", signers.OpenPgp, signers.UnknownOpenPgp, signers.ExpiredOpenPgp, "^[0-9A-F]{40}$");
        var tags = new Story("signed-tags", signers.Ssh, signers.UnknownSsh, signers.ExpiredSsh, "valid@lab.test");
        foreach (var story in new[] { commits, openPgp, tags })
            story.Repository = await GitRepository.CreateAsync(server, story.Name);

        var ofCommits = TrustHost.Https(commits.Name, commits.Repository, server.Access);
        ofCommits["verify"] = new JsonObject { ["allowedSignersFile"] = signers.AllowedSignersFile };
        var ofOpenPgp = TrustHost.Ssh(openPgp.Name, openPgp.Repository, server.Access);
        ofOpenPgp["verify"] = new JsonObject { ["keyringFile"] = signers.KeyringFile };
        var ofTags = TrustHost.Https(tags.Name, tags.Repository, server.Access);
        ofTags["ref"] = "stable";
        ofTags["verify"] = new JsonObject { ["allowedSignersFile"] = signers.AllowedSignersFile, ["object"] = "tag" };
        await TrustHost.ConfigureAsync(controller, ofCommits, ofOpenPgp, ofTags);
        await controller.StartAsync();

        var host = new TrustHost(controller);
        await Task.WhenAll(CommitsAsync(host, commits), CommitsAsync(host, openPgp), TagsAsync(host, tags));
        await LeakedAsync(host, commits, signers.AllowedSignersFile);
        Figure.Print($"{release}: commits and tags unsigned, by an unknown or expired key, rewound", "each refused, nothing touched");
    }

    private static async Task CommitsAsync(TrustHost host, Story story)
    {
        var (name, repository) = (story.Name, story.Repository);
        var first = await PushAsync(story, story.Valid, "1");
        await host.TakesAsync(name, first, "1");
        Assert.Matches(story.Signer, (await host.SeenAsync(name)).Signer);

        foreach (var signer in new[] { null, story.Unknown, story.Expired })
        {
            var bad = await PushAsync(story, signer, "bad");
            var seen = await host.RefusesAsync(name, Failed);
            Assert.Equal(("refused", bad), (seen.State, seen.Wanted));
            await repository.ResetAsync(first);
        }

        var second = await PushAsync(story, story.Valid, "2");
        await host.TakesAsync(name, second, "2");

        // A good commit upon a bad one: whoever signs says so of all that it stands on.
        await repository.CommitAsync("unsigned", TrustHost.File(name, "bad"));
        var third = await PushAsync(story, story.Valid, "3");
        await host.TakesAsync(name, third, "3");

        await repository.ResetAsync(second);
        await repository.PushAsync(isForced: true);
        var rewound = await host.RefusesAsync(name, Rewound);
        Assert.Equal(("refused", second), (rewound.State, rewound.Wanted));
        await host.TakesAsync(name, second, "2", "--allow-rewind");

        // Who may rewind may not do it without a signature.
        await repository.ResetAsync(first);
        var unsigned = await PushAsync(story, null, "bad");
        Assert.Equal(1, (await host.SyncAsync(name, "--allow-rewind")).ExitCode);
        var refused = await host.RefusesAsync(name, Failed);
        Assert.Equal((unsigned, second), (refused.Wanted, refused.Accepted));
        await repository.ResetAsync(second);
        await repository.PushAsync(isForced: true);
        await host.TakesAsync(name, second, "2");
    }

    private static async Task TagsAsync(TrustHost host, Story story)
    {
        var (name, repository) = (story.Name, story.Repository);
        var first = await TagAsync(story, story.Valid, "1");
        await host.TakesAsync(name, first, "1");
        Assert.Matches(story.Signer, (await host.SeenAsync(name)).Signer);

        foreach (var signer in new[] { null, story.Unknown, story.Expired })
        {
            // The commit's own signature does not help: the tag is asked for one.
            var bad = await TagAsync(story, signer, "bad");
            var seen = await host.RefusesAsync(name, Failed);
            Assert.Equal(("refused", bad), (seen.State, seen.Wanted));
        }

        var second = await TagAsync(story, story.Valid, "2");
        await host.TakesAsync(name, second, "2");

        await repository.ResetAsync(first);
        await repository.TagAsync("stable", story.Valid);
        Assert.Equal(first, (await host.RefusesAsync(name, Rewound)).Wanted);
    }

    // What was signed by a key is refused as soon as the key is no longer in the file.
    private static async Task LeakedAsync(TrustHost host, Story story, string allowedSigners)
    {
        var known = (await host.Lab.ExecAsync("cat", allowedSigners)).Succeeded().Stdout;
        await host.Lab.WriteFileAsync(allowedSigners, "other@lab.test " + known[(known.IndexOf('\n') + 1)..].Split(' ', 3)[2]);
        var next = await PushAsync(story, story.Valid, "4");
        Assert.Equal(next, (await host.RefusesAsync(story.Name, Failed)).Wanted);
        await host.Lab.WriteFileAsync(allowedSigners, known);
        await host.TakesAsync(story.Name, next, "4");
    }

    private static async Task<string> PushAsync(Story story, GitSigner? signer, string edition)
    {
        await story.Repository.CommitAsync(signer, $"edition {edition}", TrustHost.File(story.Name, edition));
        return await story.Repository.PushAsync(isForced: true);
    }

    private static async Task<string> TagAsync(Story story, GitSigner? signer, string edition)
    {
        var commit = await story.Repository.CommitAsync(story.Valid, $"edition {edition}", TrustHost.File(story.Name, edition));
        await story.Repository.TagAsync("stable", signer);
        return commit;
    }

    private sealed record Story(string Name, GitSigner Valid, GitSigner Unknown, GitSigner Expired, string Signer)
    {
        public GitRepository Repository { get; set; } = null!;
    }
}
