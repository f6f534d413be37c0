using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using OciReconciler.Configuration;
using OciReconciler.Git;
using OciReconciler.Git.Worker;

namespace OciReconciler.UnitTests.Git;

/// <summary>What a source's ref and path give, from a real repository by the real git.</summary>
public sealed class GitFetchTests : IDisposable
{
    private readonly TestRepository _repository = new();

    public void Dispose() => _repository.Dispose();

    [Fact]
    public async Task Fetch_NewCommit_GivesFilesBelowThePath()
    {
        _repository.Commit("apps/web.json", "{}");
        _repository.Commit("apps/hosts/a.json", "1");
        _repository.Commit("apps/key.age", "age");
        _repository.Commit("apps/README.md", "text");
        var commit = _repository.Commit("other/x.json", "2", "--message=The subject\n\nThe rest");
        await using var harness = Harness(path: "apps");
        var revision = await harness.FetchAsync();
        Assert.Equal(["hosts/a.json", "key.age", "web.json"], revision.Files.Select(file => file.Path));
        Assert.Equal("1", Encoding.UTF8.GetString(revision.Files[0].Content.Span));
        Assert.Equal((commit, "Ada", "The subject"), (revision.Commit.Id.Digits, revision.Commit.Author, revision.Commit.Subject));
        Assert.Equal(_repository.Git("log", "-1", "--format=%ct"), revision.Commit.Time.ToUnixTimeSeconds().ToString());
        Assert.Empty(revision.Ignored);
        Assert.Null(revision.VerifiedBy);
    }

    [Fact]
    public async Task Fetch_NothingNew_GivesNoFiles()
    {
        var commit = _repository.Commit("web.json", "{}");
        await using var harness = Harness();
        await harness.FetchAsync();
        var again = await harness.FetchAsync(known: commit, accepted: commit);
        Assert.True(again.Files.IsDefault);
        Assert.Equal(commit, again.Commit.Id.Digits);
    }

    [Theory]
    [InlineData("")]
    [InlineData("refs/odd/one")]
    public async Task Fetch_RefOfNoKind_IsFollowedToAndFro(string name)
    {
        var first = _repository.Commit("web.json", "1");
        _repository.Git("update-ref", "refs/odd/one", first);
        await using var harness = Harness(name);
        await harness.FetchAsync();
        Assert.True((await harness.FetchAsync(known: first, accepted: first)).Files.IsDefault);
        var second = _repository.Commit("web.json", "2");
        _repository.Git("update-ref", "refs/odd/one", second);
        Assert.Equal("2", Encoding.UTF8.GetString((await harness.FetchAsync(first, first)).Files[0].Content.Span));
        _repository.Git("reset", "--quiet", "--hard", first);
        _repository.Git("update-ref", "refs/odd/one", first);
        Assert.Equal(first, (await harness.RefusedAsync(Reasons.GitRewound, second)).Commit?.Id.Digits);
        _repository.Git("checkout", "--quiet", "--orphan", "other");
        _repository.Git("branch", "-D", "main");
        _repository.Git("update-ref", "-d", "refs/odd/one");
        await harness.RefusedAsync(Reasons.GitRefNotFound);
    }

    [Fact]
    public async Task Fetch_NothingNewForANewWorker_GivesNoFiles()
    {
        var commit = _repository.Commit("web.json", "{}");
        await using var harness = Harness();
        Assert.True((await harness.FetchAsync(known: commit, accepted: commit)).Files.IsDefault);
    }

    [Fact]
    public async Task Fetch_SecondCommit_GivesItsFiles()
    {
        var first = _repository.Commit("web.json", "1");
        await using var harness = Harness();
        await harness.FetchAsync();
        var second = _repository.Commit("web.json", "2");
        var revision = await harness.FetchAsync(known: first, accepted: first);
        Assert.Equal(second, revision.Commit.Id.Digits);
        Assert.Equal("2", Encoding.UTF8.GetString(revision.Files[0].Content.Span));
        Assert.Equal(1, harness.Starts);
    }

    [Fact]
    public async Task Fetch_ContentsOutsideThePath_StayAtTheServer()
    {
        _repository.Commit("apps/web.json", "wanted");
        _repository.Commit("other/large.json", "unwanted");
        var unwanted = _repository.Git("rev-parse", "HEAD:other/large.json");
        await using var harness = Harness(path: "apps");
        await harness.FetchAsync();
        var objects = _repository.Run(
            "git",
            ["--git-dir", harness.Paths.Repository, "rev-list", "--objects", "--missing=print", "--no-object-names", GitCommands.Ref]);
        Assert.Contains($"?{unwanted}", objects.Split('\n'));
    }

    [Theory]
    [InlineData("")]
    [InlineData("main")]
    [InlineData("refs/heads/main")]
    [InlineData("v1")]
    [InlineData("refs/tags/v1")]
    [InlineData("light")]
    [InlineData("refs/odd/one")]
    [InlineData("COMMIT")]
    public async Task Fetch_Ref_NamesTheCommit(string name)
    {
        var commit = _repository.Commit("web.json", "{}");
        _repository.Git("tag", "--annotate", "--message=first", "v1");
        _repository.Git("tag", "light");
        _repository.Git("update-ref", "refs/odd/one", commit);
        if (name is not ("" or "main" or "refs/heads/main"))
            _repository.Commit("web.json", "newer");
        await using var harness = Harness(name.Replace("COMMIT", commit, StringComparison.Ordinal));
        Assert.Equal(commit, (await harness.FetchAsync()).Commit.Id.Digits);
    }

    [Fact]
    public async Task Fetch_BranchAndTagOfOneName_AsksForTheFullName()
    {
        _repository.Commit("web.json", "{}");
        _repository.Git("branch", "both");
        _repository.Git("tag", "both");
        await using var harness = Harness("both");
        var failure = await harness.RefusedAsync(Reasons.GitRefNotFound);
        Assert.Contains("refs/heads/both or refs/tags/both", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("main", "--heads", "--tags")]
    [InlineData("refs/heads/main", "--heads")]
    [InlineData("refs/tags/v1", "--tags")]
    [InlineData("refs/pull/1/head")]
    [InlineData("")]
    public void Ref_OfAKind_IsAskedForByIt(string name, params string[] kinds) => Assert.Equal(kinds, GitRef.Parse(name).Kinds);

    [Theory]
    [InlineData("")]
    [InlineData("main")]
    [InlineData("refs/odd/main")]
    public async Task Fetch_RefsWhoseNamesEndAlike_AreAnyNumber(string name)
    {
        var commit = _repository.Commit("web.json", "{}");
        _repository.Git("update-ref", "refs/odd/main", commit);
        _repository.Git("pack-refs", "--all");
        var wanted = name.Length == 0 ? "HEAD" : name;
        await File.AppendAllLinesAsync(
            _repository[".git/packed-refs"],
            Enumerable.Range(100_000, 60_000).Select(number => $"{commit} refs/x/{number}/{wanted}"),
            TestContext.Current.CancellationToken);
        await using var harness = Harness(name);
        Assert.Equal(commit, (await harness.FetchAsync()).Commit.Id.Digits);
    }

    [Theory]
    [InlineData("nowhere")]
    [InlineData("refs/heads/nowhere")]
    [InlineData("0123456789012345678901234567890123456789")]
    [InlineData("bad..name")]
    [InlineData("--upload-pack=x")]
    public async Task Fetch_RefThatIsNotThere_IsRefused(string name)
    {
        _repository.Commit("web.json", "{}");
        await using var harness = Harness(name);
        await harness.RefusedAsync(Reasons.GitRefNotFound);
    }

    [Fact]
    public async Task Fetch_EmptyRepository_SaysSo()
    {
        await using var harness = Harness("");
        Assert.Contains(
            "no commit yet", (await harness.RefusedAsync(Reasons.GitRefNotFound)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nowhere")]
    [InlineData("web.json")]
    public async Task Fetch_PathThatIsNoDirectory_IsRefusedWithItsCommit(string path)
    {
        var commit = _repository.Commit("web.json", "{}");
        await using var harness = Harness(path: path);
        var failure = await harness.RefusedAsync(Reasons.GitPathNotFound);
        Assert.Equal(commit, failure.Commit?.Id.Digits);
    }

    [Fact]
    public async Task Fetch_ForcePush_IsRefusedUnlessAllowed()
    {
        _repository.Commit("web.json", "1");
        var accepted = _repository.Commit("web.json", "2");
        await using var harness = Harness();
        await harness.FetchAsync();
        _repository.Git("reset", "--quiet", "--hard", "HEAD~1");
        var rewound = _repository.Git("rev-parse", "HEAD");
        Assert.Equal(rewound, (await harness.RefusedAsync(Reasons.GitRewound, accepted)).Commit?.Id.Digits);
        var other = _repository.Commit("web.json", "3");
        Assert.Equal(other, (await harness.RefusedAsync(Reasons.GitRewound, accepted)).Commit?.Id.Digits);
        Assert.Equal(other, (await harness.FetchAsync(accepted: accepted, allowRewind: true)).Commit.Id.Digits);
    }

    [Fact]
    public async Task Fetch_KnownButNotAccepted_IsNotReadAgain()
    {
        var accepted = _repository.Commit("web.json", "1");
        var waiting = _repository.Commit("web.json", "2");
        await using var harness = Harness();
        Assert.True((await harness.FetchAsync(known: waiting, accepted: accepted)).Files.IsDefault);
        Directory.Delete(harness.Paths.Repository, recursive: true);
        Assert.True((await harness.FetchAsync(known: waiting, accepted: accepted)).Files.IsDefault);
        // The ref alone was looked at.
        Assert.False(Directory.Exists(harness.Paths.Repository));
    }

    [Fact]
    public async Task Fetch_RefusedCommit_IsRefusedAgainWithoutANewFetch()
    {
        _repository.Commit("web.json", "1");
        var commit = _repository.Commit("large.json", new string('x', RepositoryPaths.LongestFile + 1));
        await using var harness = Harness();
        Assert.Equal(commit, (await harness.RefusedAsync(Reasons.GitTooLarge)).Commit?.Id.Digits);
        Assert.True(Directory.Exists(harness.Paths.Repository));
        Directory.Delete(harness.Paths.Repository, recursive: true);
        Assert.Equal(commit, (await harness.RefusedAsync(Reasons.GitTooLarge)).Commit?.Id.Digits);
        Assert.False(Directory.Exists(harness.Paths.Repository));
        File.Delete(harness.Paths.Mark);
        _repository.Git("rm", "--quiet", "large.json");
        var mended = _repository.CommitAll();
        Assert.Equal(mended, (await harness.FetchAsync()).Commit.Id.Digits);
    }

    [Fact]
    public async Task Fetch_ContentThatTheServerLacks_IsNoFaultOfTheCommit()
    {
        var commit = _repository.CommitTree(("100644 blob 0123456789012345678901234567890123456789", "web.json"u8.ToArray()));
        await using var harness = Harness();
        var failure = await Assert.ThrowsAsync<GitException>(() => harness.FetchAsync());
        Assert.Equal((null, commit), (failure.Commit, failure.Tip?.Digits));
    }

    [Fact]
    public async Task Fetch_AcceptedCommitThatTheHistoryLacks_IsRefused()
    {
        _repository.Commit("web.json", "1");
        await using var harness = Harness();
        await harness.RefusedAsync(Reasons.GitRewound, "0123456789012345678901234567890123456789");
    }

    [Fact]
    public async Task Fetch_Descendant_IsTakenByAWorkerWithAnEmptyCache()
    {
        var accepted = _repository.Commit("web.json", "1");
        _repository.Commit("web.json", "2");
        var newest = _repository.Commit("web.json", "3");
        await using var harness = Harness();
        Assert.Equal(newest, (await harness.FetchAsync(known: accepted, accepted: accepted)).Commit.Id.Digits);
    }

    [Fact]
    public async Task Fetch_Sha256Repository_IsRead()
    {
        using var repository = new TestRepository("--object-format=sha256");
        var commit = repository.Commit("web.json", "{}");
        await using var harness = new WorkerHarness(new GitSourceOptions { Url = repository.Url });
        Assert.Equal(commit, (await harness.FetchAsync()).Commit.Id.Digits);
    }

    [Fact]
    public async Task Fetch_ServerGone_FailsAndRecovers()
    {
        var commit = _repository.Commit("web.json", "{}");
        await using var harness = Harness();
        Directory.Move(_repository.Path, _repository.Path + "-away");
        await harness.RefusedAsync(Reasons.GitAccessDenied);
        Directory.Move(_repository.Path + "-away", _repository.Path);
        Assert.Equal(commit, (await harness.FetchAsync()).Commit.Id.Digits);
        // Changed credentials would be read by the second.
        Assert.Equal(2, harness.Starts);
    }

    [Fact]
    public async Task Fetch_ServerGone_LeavesTheCache()
    {
        _repository.Commit("web.json", "1");
        await using var harness = Harness();
        await harness.FetchAsync();
        await File.WriteAllTextAsync(_repository[".git/HEAD"], "nonsense", TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<GitException>(() => harness.FetchAsync());
        Assert.True(File.Exists(harness.Paths.Mark));
    }

    [Fact]
    public async Task Fetch_CacheThatCannotBeCleared_SaysWhatWasWrongFirst()
    {
        await using var harness = Harness();
        // What is to be written, and what is to be deleted, are directories.
        Directory.CreateDirectory(harness.Paths.Configuration);
        Directory.CreateDirectory(harness.Paths.Mark);
        var failure = await harness.RefusedAsync(Reasons.GitFailed);
        Assert.Contains(harness.Paths.Configuration, failure.Message, StringComparison.Ordinal);
    }

    /// <summary>A directory that was removed from the host stays in the worker's own mount namespace, where nothing can be made.</summary>
    [Fact]
    public async Task Fetch_CacheThatCannotBeUsed_TakesAnotherWorker()
    {
        _repository.Commit("web.json", "1");
        await using var harness = Harness();
        Directory.CreateDirectory(harness.Paths.Configuration);
        await harness.RefusedAsync(Reasons.GitFailed);
        Directory.Delete(harness.Paths.Configuration);
        await harness.FetchAsync();
        Assert.Equal(2, harness.Starts);
    }

    [Fact]
    public async Task Fetch_LeftoversOfAKilledGit_AreNoHindrance()
    {
        _repository.Commit("web.json", "1");
        await using var harness = Harness();
        await harness.FetchAsync();
        await File.WriteAllTextAsync(
            Path.Combine(harness.Paths.Repository, "refs/oci-reconciler/source.lock"), "", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            Path.Combine(harness.Paths.Repository, "config.lock"), "", TestContext.Current.CancellationToken);
        var commit = _repository.Commit("web.json", "2");
        Assert.Equal(commit, (await harness.FetchAsync()).Commit.Id.Digits);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Fetch_DamagedCache_HealsByTheNext(bool isPushed)
    {
        var commit = _repository.Commit("web.json", "1");
        await using var harness = Harness();
        await harness.FetchAsync();
        if (isPushed)
            commit = _repository.Commit("web.json", "2");
        foreach (var pack in Directory.EnumerateFiles(harness.Paths.Repository, "*.pack", SearchOption.AllDirectories).ToArray())
        {
            File.Delete(pack);
            await File.WriteAllTextAsync(pack, "", TestContext.Current.CancellationToken);
        }

        // For what is new, git fetches anew what it lacks.
        if (!isPushed)
            await Assert.ThrowsAsync<GitException>(() => harness.FetchAsync());
        Assert.Equal(commit, (await harness.FetchAsync()).Commit.Id.Digits);
    }

    [Theory]
    [InlineData("https://127.0.0.1:1/x", Reasons.GitUnreachable)]
    [InlineData("http://127.0.0.1:1/x", Reasons.GitFailed)]
    [InlineData("git://127.0.0.1:1/x", Reasons.GitFailed)]
    [InlineData("ext::sh -c id", Reasons.GitFailed)]
    [InlineData("-oProxyCommand=id", Reasons.GitFailed)]
    public async Task Fetch_Address_IsRefused(string url, string reason)
    {
        await using var harness = new WorkerHarness(new GitSourceOptions { Url = url });
        await harness.RefusedAsync(reason);
    }

    [Fact]
    public async Task Fetch_ServerThatNeverAnswers_EndsAllOfGitAtTheDeadline()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var address = $"127.0.0.1:{((IPEndPoint)server.LocalEndpoint).Port}";
        await using var harness = new WorkerHarness(new GitSourceOptions { Url = $"https://{address}/x", TimeoutSeconds = 2 });
        await harness.RefusedAsync(Reasons.GitUnreachable);
        Assert.DoesNotContain(Process.GetProcesses(), process => CommandLineOf(process.Id).Contains(address, StringComparison.Ordinal));
        // What the sandbox still has of it goes with the worker.
        await harness.RefusedAsync(Reasons.GitUnreachable);
        Assert.Equal(2, harness.Starts);
    }

    private static string CommandLineOf(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }

    private WorkerHarness Harness(string reference = "main", string path = "") =>
        new(new GitSourceOptions { Url = _repository.Url, Ref = reference, Path = path });
}
