using System.Diagnostics;
using OciReconciler.IntegrationTests.Fixtures.Git;

namespace OciReconciler.IntegrationTests.Git;

/// <summary>The lab's git servers are what tests of git sources take them for.</summary>
public sealed class GitServerTests(Labs labs)
{
    private static readonly string Random = string.Concat(Enumerable.Range(0, 1200).Select(_ => Guid.NewGuid().ToString("N")[..20]));

    [Theory]
    [InlineData(DebianRelease.Trixie)]
    [InlineData(DebianRelease.Bookworm)]
    public async Task Clone_ByEachTransport_HasTheFiles(DebianRelease release)
    {
        var (server, repository) = await StartAsync(release, "clone");
        var access = server.Access;
        foreach (var (place, outcome) in new[]
        {
            ("https", await access.OverHttpsAsync("clone", "-q", access.HttpsUrl(repository), Target(server, "https"))),
            ("open", await access.OverHttpsAsync("clone", "-q", access.OpenUrl(repository), Target(server, "open"))),
            ("ssh", await access.OverSshAsync("clone", "-q", access.SshUrl(repository), Target(server, "ssh"))),
            ("file", await server.Lab.ExecAsync("git", "clone", "-q", repository.FileUrl, Target(server, "file"))),
        })
        {
            outcome.Succeeded();
            Assert.Equal("hello", (await server.Lab.ExecAsync("cat", $"{Target(server, place)}/hosts/web.json")).Text);
        }
    }

    [Theory]
    [InlineData(DebianRelease.Trixie)]
    [InlineData(DebianRelease.Bookworm)]
    public async Task List_WithWhatDoesNotLetIn_Fails(DebianRelease release)
    {
        var (server, repository) = await StartAsync(release, "refused");
        var access = server.Access;
        var (https, ssh) = (access.HttpsUrl(repository), access.SshUrl(repository));
        Refused("certificate", await access.OverHttpsWithAsync(access.OtherCaFile, access.PasswordFile, "ls-remote", https));
        Refused("Authentication failed", await access.OverHttpsWithAsync(access.CaFile, access.OtherPasswordFile, "ls-remote", https));
        Refused("Permission denied", await access.OverSshWithAsync(access.OtherKeyFile, access.KnownHostsFile, "ls-remote", ssh));
        var wrongHost = await access.OverSshWithAsync(access.KeyFile, access.OtherKnownHostsFile, "ls-remote", ssh);
        Refused("Host key verification failed", wrongHost);
        (await access.OverHttpsAsync("ls-remote", https)).Succeeded();
        (await access.OverSshAsync("ls-remote", ssh)).Succeeded();

        await server.ChangePasswordAsync("another");
        await server.ChangeHostKeyAsync();
        Refused("Authentication failed", await access.OverHttpsAsync("ls-remote", https));
        Refused("Host key verification failed", await access.OverSshAsync("ls-remote", ssh));
    }

    [Theory]
    [InlineData(DebianRelease.Trixie)]
    [InlineData(DebianRelease.Bookworm)]
    public async Task Line_WithAFault_IsAsSlowOrBrokenAsSaid(DebianRelease release)
    {
        var (server, repository) = await StartAsync(release, "faults");
        // A file of 24,000 hexadecimal digits is 12,000 bytes at least, however it is packed.
        await repository.PushFilesAsync("much", ("random", Random));
        var access = server.Access;
        foreach (var (line, clone) in new (GitLine, Func<string, Task<ExecOutcome>>)[]
        {
            (server.Https, target => access.OverHttpsAsync("clone", "-q", access.HttpsUrl(repository), target)),
            (server.Ssh, target => access.OverSshAsync("clone", "-q", access.SshUrl(repository), target)),
        })
        {
            var target = Target(server, $"{line.Port}");
            await line.SetAsync(GitFault.Slow(3000));
            var started = Stopwatch.GetTimestamp();
            (await clone($"{target}-slow")).Succeeded();
            Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 4, 60);

            await line.SetAsync(GitFault.Cut(6000));
            Assert.NotEqual(0, (await clone($"{target}-cut")).ExitCode);
            await line.SetAsync(GitFault.Close);
            Assert.NotEqual(0, (await clone($"{target}-close")).ExitCode);
            await line.StopAsync();
            Assert.NotEqual(0, (await clone($"{target}-stopped")).ExitCode);
            await line.SetAsync(GitFault.None);
            (await clone($"{target}-well")).Succeeded();
        }

        await server.StopAsync();
        var away = await access.OverHttpsAsync("ls-remote", access.HttpsUrl(repository));
        Refused("[Cc]ould not connect|[Cc]ouldn't connect|Connection refused", away);
        await server.StartAsync();
        (await access.OverHttpsAsync("ls-remote", access.HttpsUrl(repository))).Succeeded();
    }

    [Theory]
    [InlineData(DebianRelease.Trixie)]
    [InlineData(DebianRelease.Bookworm)]
    public async Task Line_ThatHangs_AnswersNobody(DebianRelease release)
    {
        var (server, repository) = await StartAsync(release, "hang");
        await server.Https.SetAsync(GitFault.Hang);
        await server.Ssh.SetAsync(GitFault.Hang);
        // 124: ended by timeout.
        Assert.Equal(124, (await server.Lab.ExecAsync("timeout", "3", "git", "ls-remote", server.Access.OpenUrl(repository))).ExitCode);
        Assert.Equal(124, (await server.Lab.ExecAsync("timeout", "3", "git", "ls-remote", server.Access.SshUrl(repository))).ExitCode);
    }

    [Theory]
    [InlineData(DebianRelease.Trixie, true)]
    [InlineData(DebianRelease.Bookworm, true)]
    [InlineData(DebianRelease.Trixie, false)]
    public async Task Clone_WithAFilter_LeavesContentsOutWhereTheServerCan(DebianRelease release, bool hasFilters)
    {
        var server = await GitServer.StartAsync(await labs.SharedAsync(release), "filters");
        var repository = await GitRepository.CreateAsync(server, "app", hasFilters);
        await repository.PushFilesAsync("first", ("hosts/web.json", "hello"));
        var target = Target(server, "filtered");
        (await server.Access.OverHttpsAsync(
            "clone", "-q", "--no-checkout", "--filter=blob:none", server.Access.HttpsUrl(repository), target)).Succeeded();
        var objects = (await server.Lab.ExecAsync("git", "-C", target, "rev-list", "--objects", "--missing=print", "HEAD")).Text;
        Assert.Equal(hasFilters, objects.Split('\n').Any(line => line.StartsWith('?')));
    }

    [Theory]
    [InlineData(DebianRelease.Trixie)]
    [InlineData(DebianRelease.Bookworm)]
    public async Task Signatures_OfKnownUnknownAndExpiredKeys_VerifyOrNot(DebianRelease release)
    {
        var (server, repository) = await StartAsync(release, "signed");
        var signers = await GitSigners.CreateAsync(server);
        foreach (var (signer, isGood) in new[]
        {
            (signers.Ssh, true), (signers.UnknownSsh, false), (signers.ExpiredSsh, false),
            (signers.OpenPgp, true), (signers.UnknownOpenPgp, false), (signers.ExpiredOpenPgp, false), (null, false),
        })
        {
            var commit = await repository.CommitAsync(signer, "signed", ("file", Guid.NewGuid().ToString()));
            Assert.Equal(isGood, (await VerifyAsync("verify-commit", commit)).ExitCode == 0);
            await repository.TagAsync("v1", signer);
            Assert.Equal(isGood, (await VerifyAsync("verify-tag", "v1")).ExitCode == 0);
        }

        // With a keyring of its own, as who knows the public keys alone.
        Task<ExecOutcome> VerifyAsync(string command, string name) => server.Lab.ExecAsync(
            "sh", "-ec", """
                export GNUPGHOME=$(mktemp -d); gpg --batch --quiet --import "$1"
                git -C "$2" -c gpg.ssh.allowedSignersFile="$3" "$4" "$5"
                """, "sh", signers.KeyringFile, repository.WorkPath, signers.AllowedSignersFile, command, name);
    }

    [Fact]
    public async Task Repository_PushedRewoundBranchedTaggedReverted_IsSeenByClients()
    {
        var (server, repository) = await StartAsync(DebianRelease.Trixie, "history");
        var first = await repository.HeadAsync();
        var second = await repository.PushFilesAsync("second", ("hosts/web.json", null), ("hosts/db.json", "db"));
        Assert.Equal(second, await RefAsync("refs/heads/main"));
        await repository.RenameAsync("hosts/db.json", "other/db.json");
        var renamed = await repository.PushAsync();
        await repository.RevertAsync();
        var reverted = await repository.PushAsync();
        Assert.Equal(4, new[] { first, second, renamed, reverted }.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal("hosts/db.json", (await repository.GitAsync("ls-tree", "-r", "--name-only", "HEAD")).Text);

        await repository.ResetAsync(first);
        Assert.NotEqual(0, (await repository.GitAsync("push", "-q", "origin", "HEAD")).ExitCode);
        await repository.PushAsync(isForced: true);
        Assert.Equal(first, await RefAsync("refs/heads/main"));

        await repository.SwitchAsync("staging");
        var staging = await repository.PushFilesAsync("staging", ("hosts/new.json", "new"));
        await repository.TagAsync("v1.0");
        await repository.SwitchAsync("main");
        Assert.Equal(staging, await RefAsync("refs/heads/staging"));
        Assert.Equal(staging, await RefAsync("refs/tags/v1.0^{}"));
        Assert.Equal(first, await RefAsync("refs/heads/main"));

        async Task<string> RefAsync(string name)
        {
            var lines = (await server.Access.OverHttpsAsync("ls-remote", server.Access.HttpsUrl(repository))).Text.Split('\n');
            return lines.Single(line => line.EndsWith($"\t{name}", StringComparison.Ordinal)).Split('\t')[0];
        }
    }

    [Fact]
    public async Task Clone_FromAnotherHost_ReachesTheSameRepository()
    {
        var (server, repository) = await StartAsync(DebianRelease.Trixie, "shared");
        var other = await labs.SharedAsync(DebianRelease.Bookworm);
        var access = await server.AdmitAsync(other);
        (await access.OverHttpsAsync("clone", "-q", access.HttpsUrl(repository), $"{access.Directory}/https")).Succeeded();
        (await access.OverSshAsync("clone", "-q", access.SshUrl(repository), $"{access.Directory}/ssh")).Succeeded();
        Assert.Equal("hello", (await other.ExecAsync("cat", $"{access.Directory}/https/hosts/web.json")).Text);
        var https = access.HttpsUrl(repository);
        Refused("certificate", await access.OverHttpsWithAsync(access.OtherCaFile, access.PasswordFile, "ls-remote", https));
    }

    private static string Target(GitServer server, string name) => $"{server.Directory}/clone-{name}";

    private static void Refused(string why, ExecOutcome outcome)
    {
        Assert.NotEqual(0, outcome.ExitCode);
        Assert.Matches(why, outcome.Stderr);
    }

    private async Task<(GitServer Server, GitRepository Repository)> StartAsync(DebianRelease release, string name)
    {
        var server = await GitServer.StartAsync(await labs.SharedAsync(release), name);
        var repository = await GitRepository.CreateAsync(server, "app");
        await repository.PushFilesAsync("first", ("hosts/web.json", "hello"));
        return (server, repository);
    }
}
