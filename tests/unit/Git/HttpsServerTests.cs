using OciReconciler.Configuration;
using OciReconciler.Git;

namespace OciReconciler.UnitTests.Git;

/// <summary>What answers by https may be no git server, or one that hands out what git does not check.</summary>
public sealed class HttpsServerTests : IDisposable
{
    private readonly TestRepository _repository = new();

    public void Dispose() => _repository.Dispose();

    [Fact]
    public async Task Fetch_ByGitsProtocol_IsTaken()
    {
        var commit = _repository.Commit("web.json", "{}");
        await using var server = new HttpsServer { Answer = request => HttpsServer.ByProtocolAsync(_repository, request) };
        await using var harness = Harness(server);
        var revision = await harness.FetchAsync();
        Assert.Equal((commit, "web.json"), (revision.Commit.Id.Digits, Assert.Single(revision.Files).Path));
    }

    [Fact]
    public async Task Fetch_EmptyRepository_IsNotTakenForNoServer()
    {
        await using var server = new HttpsServer { Answer = request => HttpsServer.ByProtocolAsync(_repository, request) };
        await using var harness = Harness(server);
        await harness.RefusedAsync(Reasons.GitRefNotFound);
    }

    [Fact]
    public async Task Fetch_FromFilesAsTheyLieThere_IsRefused()
    {
        _repository.Commit("web.json", "{}");
        _repository.Git("update-server-info");
        var asked = 0;
        await using var server = new HttpsServer
        {
            Answer = request =>
            {
                asked++;
                return Task.FromResult(HttpsServer.OfFile(_repository, request));
            },
        };
        await using var harness = Harness(server);
        var failure = await harness.RefusedAsync(Reasons.GitUnreachable);
        Assert.Contains("no git server", failure.Message, StringComparison.Ordinal);
        Assert.InRange(asked, 1, 3);
        Assert.False(Directory.Exists(harness.Paths.Repository));
    }

    [Theory]
    [InlineData("main", "")]
    [InlineData("main", "<html>\nBack soon\n</html>\n")]
    [InlineData("", "")]
    [InlineData("", "<html>\nBack soon\n</html>\n")]
    public async Task Fetch_PageInThePlaceOfTheRepository_IsAnOutage(string reference, string page)
    {
        var isOut = false;
        var commit = _repository.Commit("web.json", "{}");
        await using var server = new HttpsServer
        {
            Answer = request => isOut
                ? Task.FromResult(Encoding.ASCII.GetBytes($"Content-Type: text/html\r\n\r\n{page}"))
                : HttpsServer.ByProtocolAsync(_repository, request),
        };
        await using var harness = Harness(server, reference);
        await harness.FetchAsync();
        isOut = true;
        await harness.RefusedAsync(Reasons.GitUnreachable);
        Assert.True(File.Exists(harness.Paths.Mark));
        isOut = false;
        Assert.Equal(commit, (await harness.FetchAsync()).Commit.Id.Digits);
    }

    [Fact]
    public async Task Fetch_ServerOfAnotherCa_IsRefused()
    {
        await using var server = new HttpsServer { Answer = _ => Task.FromResult(Array.Empty<byte>()) };
        await using var other = new HttpsServer { Answer = _ => Task.FromResult(Array.Empty<byte>()) };
        await using var harness = Harness(server);
        harness.WriteCredential(GitCredentialFiles.Ca, other.Certificate);
        await harness.RefusedAsync(Reasons.GitAccessDenied);
    }

    private static WorkerHarness Harness(HttpsServer server, string reference = "main")
    {
        var harness = new WorkerHarness(new GitSourceOptions { Url = server.Url, Ref = reference });
        harness.WriteCredential(GitCredentialFiles.Ca, server.Certificate);
        return harness;
    }
}
