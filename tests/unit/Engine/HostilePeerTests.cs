using OciReconciler.Executing;
using OciReconciler.Model.Images;
using OciReconciler.Resilience;

namespace OciReconciler.UnitTests.Engine;

/// <summary>
/// podman of a user belongs to that user, who may put anything in its place. Whatever it sends ends in a failure of that engine, before
/// much of it is kept.
/// </summary>
public sealed class HostilePeerTests
{
    // What the kernel and the parts of a peer hold in between.
    private const long InBetween = 2 << 20;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, long> TooLarge => new()
    {
        { "a body without an end", ReplyLimits.AnswerBytes },
        { "a body of 1.5 GB, as it says", ReplyLimits.AnswerBytes },
        // Each byte is a chunk of its own, of six.
        { "a body in chunks", 2 * ReplyLimits.AnswerBytes },
        { "JSON without an end", ReplyLimits.AnswerBytes },
        { "headers without an end", 64 << 10 },
        { "one header without an end", 64 << 10 },
        { "a status without an end", 64 << 10 },
        { "a chunk's size without an end", 64 << 10 },
        { "trailers without an end", 64 << 10 },
    };

    [Theory]
    [MemberData(nameof(TooLarge))]
    public async Task Inspect_MoreThanAnyEngineSends_IsUnavailable(string what, long limit)
    {
        await using var peer = new FakePeer(_ => Parts(what));
        using var sut = Engine(peer);
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => InTimeAsync(sut.InspectContainerAsync("web", Token)));
        Assert.True(failure is EngineUnavailableException or EngineException, failure.ToString());
        Assert.InRange(failure.Message.Length, 20, 3000);
        Assert.InRange(peer.Sent, 0, (3 * limit) + InBetween);
    }

    [Fact]
    public async Task Inspect_AnswerTooLarge_SaysWhoSentWhatAndWhatToDo()
    {
        await using var peer = new FakePeer(_ => Parts("a body without an end"));
        using var sut = Engine(peer);
        var failure = await Assert.ThrowsAsync<EngineUnavailableException>(() => sut.InspectContainerAsync("web", Token));
        Assert.Equal(
            "podman of alice: inspect container web: it sent an answer of more than 4 MiB, which no engine does, and is not listened to. "
            + $"See what listens at {peer.Path}: systemctl status alice.service",
            failure.Message);
    }

    // As large as an answer may be: a container with the longest command line has half of it.
    [Fact]
    public async Task Inspect_LargeContainer_IsTaken()
    {
        var argument = new string('x', ReplyLimits.AnswerBytes / 2);
        var body = $$"""{"Id":"1","Name":"/web","Image":"2","Path":"{{argument}}"}""";
        await using var peer = new FakePeer(_ => FakePeer.Answer("200 OK", [body]));
        using var sut = Engine(peer);
        Assert.Equal("sha256:2", (await sut.InspectContainerAsync("web", Token))?.ImageId);
    }

    [Theory]
    [InlineData("500 Internal Server Error")]
    [InlineData("409 Conflict")]
    [InlineData("404 Not Found")]
    [InlineData("302 Found")]
    public async Task Error_WithoutAnEnd_IsCut(string status)
    {
        await using var peer = new FakePeer(_ => FakePeer.Answer(status, FakePeer.Forever("oh no ")));
        using var sut = Engine(peer);
        Func<Task>[] calls =
        [
            () => sut.PingAsync(Token), () => sut.VerifyLoginAsync(new RegistryCredentials("r", "u", "p"), Token), () => PullAsync(sut),
            () => EventsAsync(sut),
        ];
        foreach (var call in calls)
        {
            var before = peer.Sent;
            try
            {
                await InTimeAsync(call());
            }
            catch (Exception failure) when (failure is EngineException or EngineUnavailableException)
            {
                Assert.InRange(failure.Message.Length, 20, 3000);
            }

            Assert.InRange(peer.Sent - before, 0, InBetween);
            await InTimeAsync(ClosedAsync(peer));
        }
    }

    public static TheoryData<string, string> Messages => new()
    {
        { "a text without an end", "{\"status\":\"" },
        { "a list without an end", "{\"aux\":[" },
        { "lines in one object", "{\"aux\":[{},\n" },
        { "nothing but white space", "\n" },
        { "nothing but a number", "1" },
        { "escaped quotes", "{\"status\":\"\\\"" },
    };

    [Theory]
    [MemberData(nameof(Messages))]
    public async Task Pull_OneMessageWithoutAnEnd_IsUnavailable(string what, string beginning)
    {
        var rest = what switch
        {
            "a list without an end" => "{},",
            "lines in one object" => "{}\n,",
            "escaped quotes" => "}\\\"",
            "a text without an end" => "}{",
            _ => beginning,
        };
        await using var peer = new FakePeer(_ => FakePeer.Answer("200 OK", FakePeer.Forever(rest).Prepend(beginning)));
        using var sut = Engine(peer);
        await Assert.ThrowsAsync<EngineUnavailableException>(() => InTimeAsync(PullAsync(sut)));
        Assert.InRange(peer.Sent, 0, ReplyLimits.MessageBytes + InBetween);
        await Assert.ThrowsAsync<EngineUnavailableException>(() => InTimeAsync(sut.LoadAsync(Stream.Null, Token)));
    }

    // What goes wrong with an archive on its way is told as that, and not as a connection that broke.
    [Fact]
    public async Task Load_ArchiveCannotBeRead_SaysWhy()
    {
        await using var peer = new FakePeer(_ => FakePeer.Answer("200 OK", []));
        using var sut = Engine(peer);
        await Assert.ThrowsAsync<InvalidDataException>(() => sut.LoadAsync(new Failing(new InvalidDataException("no gzip")), Token));
        var archive = new Failing(new IOException("the disk is gone"));
        var failure = await Assert.ThrowsAsync<EngineException>(() => sut.LoadAsync(archive, Token));
        Assert.Contains("the disk is gone", failure.Message, StringComparison.Ordinal);
    }

    // A byte now and then is no answer: the deadline is the call's.
    [Fact]
    public async Task Inspect_DripsForEver_EndsAtTheDeadline()
    {
        var reading = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var peer = new FakePeer(_ => Dripping(reading, "200 OK"));
        using var sut = Engine(peer);
        await Assert.ThrowsAsync<EngineUnavailableException>(() => AtDeadlineAsync(sut.InspectContainerAsync("web", Token), reading.Task));
    }

    [Fact]
    public async Task Pull_ErrorDripsForEver_EndsAtTheDeadline()
    {
        var reading = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var peer = new FakePeer(_ => Dripping(reading, "500 Internal Server Error"));
        using var sut = Engine(peer);
        await Assert.ThrowsAsync<EngineException>(() => AtDeadlineAsync(PullAsync(sut), reading.Task));
    }

    // Descriptors are few, and a peer may be asked for days.
    private static async Task ClosedAsync(FakePeer peer)
    {
        while (peer.Open > 0)
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Token);
    }

    private static IEnumerable<string> Parts(string what) => what switch
    {
        "a body without an end" => FakePeer.Answer("200 OK", FakePeer.Forever(" ")),
        "a body of 1.5 GB, as it says" => FakePeer.Forever(" ").Prepend("HTTP/1.1 200 OK\r\nContent-Length: 1500000000\r\n\r\n"),
        "a body in chunks" => FakePeer.Forever("1\r\n \r\n").Prepend("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"),
        "JSON without an end" => FakePeer.Answer("200 OK", FakePeer.Forever("{},").Prepend("{\"Mounts\":[")),
        "headers without an end" => FakePeer.Forever("A: b\r\n").Prepend("HTTP/1.1 200 OK\r\n"),
        "one header without an end" => FakePeer.Forever("a").Prepend("HTTP/1.1 200 OK\r\nA: "),
        "a status without an end" => FakePeer.Forever("a").Prepend("HTTP/1.1 200 "),
        "a chunk's size without an end" => FakePeer.Forever("0").Prepend("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"),
        _ => FakePeer.Forever("A: b\r\n").Prepend("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n"),
    };

    // Its connection stays open; nothing more comes.
    private static IEnumerable<string> Dripping(TaskCompletionSource reading, string status)
    {
        foreach (var part in FakePeer.Answer(status, ["{", " "]))
            yield return part;
        reading.TrySetResult();
        while (true)
            yield return "";
    }

    private async Task AtDeadlineAsync(Task calling, Task reading)
    {
        await reading.WaitAsync(Limit, TimeProvider.System, Token);
        while (!calling.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            await Task.Yield();
        }

        await calling;
    }

    private static Task PullAsync(DockerEngine engine)
    {
        Assert.True(ImageReference.TryParse("registry.test/web:1", out var image));
        return engine.PullAsync(image, null, null, Token);
    }

    private static Task InTimeAsync(Task calling) => calling.WaitAsync(Limit, TimeProvider.System, Token);

    private static async Task EventsAsync(DockerEngine engine)
    {
        await foreach (var _ in engine.WatchAsync(Token))
        {
            // None is expected.
        }
    }

    private DockerEngine Engine(FakePeer peer)
    {
        var endpoint = new EngineEndpoint(Backend.Podman, peer.Path, "alice.socket", "alice.service", "alice");
        return new DockerEngine(
            new EngineCaller(endpoint, null, _time), new RetryPipelines(_time, FailureClassifier.IsRetryable, () => 0.5), _time);
    }

    private sealed class Failing(Exception failure) : ReadOnlyStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw failure;
    }
}
