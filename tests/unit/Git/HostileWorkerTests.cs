using OciReconciler.Configuration;
using OciReconciler.Git;
using OciReconciler.Model.Git;

namespace OciReconciler.UnitTests.Git;

/// <summary>A worker that a repository has taken over may say anything.</summary>
public sealed class HostileWorkerTests
{
    private const string Id = "0123456789012345678901234567890123456789";
    private const string Commit = $$"""{"id":"{{Id}}","author":"a","subject":"s","time":1}""";
    private const string Done = $$"""{"is":"done","commit":{{Commit}},"unchanged":false,"ignored":[]}""";

    [Fact]
    public async Task Answer_AsItShouldBe_IsTaken()
    {
        var answer = "{\"is\":\"file\",\"path\":\"a.json\",\"size\":2}\n{}{\"is\":\"file\",\"path\":\"b.json\",\"size\":0}\n" + Done + "\n";
        var revision = await FetchAsync(answer);
        Assert.Equal(["a.json", "b.json"], revision.Files.Select(file => file.Path));
        Assert.Equal(Id, revision.Commit.Id.Digits);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("nonsense\n")]
    [InlineData("null\n")]
    [InlineData("{}\n")]
    [InlineData("{\"is\":\"other\"}\n")]
    [InlineData("\0\0\0\0")]
    [InlineData("{\"is\":\"done\"}\n")]
    [InlineData("{\"is\":\"done\",\"commit\":null,\"unchanged\":false,\"ignored\":[]}\n")]
    [InlineData(
        "{\"is\":\"done\",\"commit\":{\"id\":\"xyz\",\"author\":\"\",\"subject\":\"\",\"time\":1},\"unchanged\":false,\"ignored\":[]}\n")]
    [InlineData($$"""{"is":"done","commit":{"id":"{{Id}}","author":"","subject":"","time":-1},"unchanged":false,"ignored":[]}""" + "\n")]
    [InlineData(
        $$"""{"is":"done","commit":{"id":"{{Id}}","author":"","subject":"","time":999999999999999},"unchanged":false,"ignored":[]}"""
        + "\n")]
    [InlineData($$"""{"is":"done","commit":{{Commit}},"unchanged":true,"ignored":[]}""" + "\n")]
    [InlineData($$"""{"is":"done","commit":{{Commit}},"unchanged":false,"ignored":[],"verifiedBy":"me"}""" + "\n")]
    [InlineData($$"""{"is":"failed","reason":"Fine","message":""}""" + "\n")]
    [InlineData($$"""{"is":"failed","reason":"GitRewound","message":"","tip":"xyz"}""" + "\n")]
    [InlineData("{\"is\":\"file\",\"path\":\"a.json\",\"size\":-1}\n" + Done + "\n")]
    [InlineData("{\"is\":\"file\",\"path\":\"a.json\",\"size\":99999999999}\n" + Done + "\n")]
    [InlineData("{\"is\":\"file\",\"path\":\"a.json\",\"size\":5}\n{}")]
    [InlineData("{\"is\":\"file\",\"path\":\"../a.json\",\"size\":0}\n" + Done + "\n")]
    [InlineData("{\"is\":\"file\",\"path\":\"/etc/a.json\",\"size\":0}\n" + Done + "\n")]
    [InlineData("{\"is\":\"file\",\"path\":\"a\\u0000.json\",\"size\":0}\n" + Done + "\n")]
    [InlineData("{\"is\":\"file\",\"path\":\"passwd\",\"size\":0}\n" + Done + "\n")]
    [InlineData("{\"is\":\"file\",\"path\":\"a.json\",\"size\":0}\n{\"is\":\"file\",\"path\":\"a.json\",\"size\":0}\n" + Done + "\n")]
    [InlineData("{\"is\":\"file\",\"path\":\"b.json\",\"size\":0}\n{\"is\":\"file\",\"path\":\"a.json\",\"size\":0}\n" + Done + "\n")]
    [InlineData("{\"is\":\"file\",\"path\":\"a.json\",\"size\":0}\n")]
    [InlineData("")]
    public async Task Answer_ThatIsNone_IsAFailure(string answer)
    {
        var failure = await Assert.ThrowsAsync<GitException>(() => FetchAsync(answer));
        Assert.Equal(Reasons.GitFailed, failure.Reason);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(0)]
    public async Task Answer_MoreBytesThanAllowed_IsAFailure(int size)
    {
        var answer = string.Concat(
            new[] { "a.json", "b.json" }.Select(
                name => $$"""{"is":"file","path":"{{name}}","size":{{size}}}""" + "\n" + new string('x', size))) + Done + "\n";
        // Each with its path and 100 bytes.
        var needed = 2 * (size + 6 + 100);
        await FetchAsync(new MemoryStream(Encoding.UTF8.GetBytes(answer)), needed);
        var failure = await Assert.ThrowsAsync<GitException>(
            () => FetchAsync(new MemoryStream(Encoding.UTF8.GetBytes(answer)), needed - 1));
        Assert.Contains("more bytes than are allowed", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_ThatSaysSo_EndsTheWorker()
    {
        const string Failed = $$"""{"is":"failed","reason":"{{Reasons.GitUnreachable}}","message":"","endsWorker":""";
        var starts = 0;
        await using var client = new GitClient(
            new GitSourceOptions { Name = "test" }, "git-test.service",
            _ => Task.FromResult(new GitWorkerConnection(
                new MemoryStream(),
                new MemoryStream(Encoding.UTF8.GetBytes($"{Failed}{(++starts == 1 ? "true" : "false")}}}\n{Done}\n")),
                () => Task.CompletedTask)),
            TimeProvider.System);
        await Assert.ThrowsAsync<GitException>(() => client.FetchAsync(new FetchRequest(), TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<GitException>(() => client.FetchAsync(new FetchRequest(), TestContext.Current.CancellationToken));
        await client.FetchAsync(new FetchRequest(), TestContext.Current.CancellationToken);
        Assert.Equal(2, starts);
    }

    [Fact]
    public async Task Answer_MoreFilesThanAllowed_IsAFailure()
    {
        var files = string.Concat(
            Enumerable.Range(0, 4).Select(index => $$"""{"is":"file","path":"{{index}}.json","size":0}""" + "\n"));
        var failure = await Assert.ThrowsAsync<GitException>(() => FetchAsync(files + Done + "\n"));
        Assert.Contains("more files than are allowed", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_LineWithoutAnEnd_IsGivenUpEarly()
    {
        var endless = new Endless();
        await Assert.ThrowsAsync<GitException>(() => FetchAsync(endless));
        Assert.True(endless.Count < 1 << 20);
    }

    [Fact]
    public async Task Answer_TextForPeople_IsCleanedAndCut()
    {
        var answer = JsonSerializer.Serialize(new
        {
            @is = "failed",
            reason = Reasons.GitRewound,
            message = "red \u001b[31m" + new string('x', 10_000),
            commit = new { id = Id, author = "\u001b", subject = new string('s', 1000), time = 1 },
        });
        var failure = await Assert.ThrowsAsync<GitException>(() => FetchAsync(answer + "\n"));
        Assert.StartsWith("red \\u001b[31m", failure.Message, StringComparison.Ordinal);
        Assert.True(failure.Message.Length <= 2000);
        Assert.Equal(("\\u001b", 200), (failure.Commit!.Author, failure.Commit.Subject.Length));
    }

    [Fact]
    public async Task Answer_ThatNeverComes_IsGivenUpAfterTheDeadlineAndTheWorkerIsEnded()
    {
        var time = new FakeTimeProvider();
        var ended = new TaskCompletionSource();
        await using var client = Client(new Silent(), time, () => ended.TrySetResult());
        var fetch = client.FetchAsync(new FetchRequest(), CancellationToken.None);
        time.Advance(TimeSpan.FromSeconds(319));
        Assert.False(fetch.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(Reasons.GitFailed, (await Assert.ThrowsAsync<GitException>(() => fetch)).Reason);
        Assert.True(ended.Task.IsCompleted);
    }

    private static Task<FetchedRevision> FetchAsync(string answer) => FetchAsync(new MemoryStream(Encoding.UTF8.GetBytes(answer)));

    private static async Task<FetchedRevision> FetchAsync(Stream answers, long maxBytes = 1000)
    {
        await using var client = Client(answers, TimeProvider.System, () => { }, maxBytes);
        return await client.FetchAsync(
            new FetchRequest { Accepted = CommitId.TryParse(Id, out var id) ? id : null }, TestContext.Current.CancellationToken);
    }

    private static GitClient Client(Stream answers, TimeProvider time, Action end, long maxBytes = 1000) => new(
        new GitSourceOptions { Name = "test", MaxFiles = 3, MaxBytes = maxBytes },
        "git-test.service",
        _ => Task.FromResult(new GitWorkerConnection(new MemoryStream(), answers, () =>
        {
            end();
            return Task.CompletedTask;
        })),
        time);

    private sealed class Endless : MemoryStream
    {
        public long Count { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            buffer.Span.Fill((byte)'x');
            Count += buffer.Length;
            return ValueTask.FromResult(buffer.Length);
        }
    }

    private sealed class Silent : MemoryStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await new TaskCompletionSource().Task;
            return 0;
        }
    }
}
