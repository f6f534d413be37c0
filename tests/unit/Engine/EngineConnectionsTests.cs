using OciReconciler.Executing;
using OciReconciler.Resilience;

namespace OciReconciler.UnitTests.Engine;

/// <summary>The clock stands still: what is tried again after a delay never ends here.</summary>
public sealed class EngineConnectionsTests
{
    private const string Web = """{"Id":"1","Name":"/web","Image":"2"}""";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Questions_OneAfterTheOther_ShareAConnection()
    {
        await using var peer = new KeepingPeer((request, _) => request switch
        {
            _ when request.Contains("/images/json", StringComparison.Ordinal) => new("[]"),
            _ when request.Contains("?all=1", StringComparison.Ordinal) => new("[]"),
            _ when request.Contains("/images/", StringComparison.Ordinal) => new("""{"message":"no"}""", "404 Not Found"),
            _ => new(Web),
        });
        using var sut = Engine(peer);
        for (var i = 0; i < 3; i++)
        {
            Assert.NotNull(await sut.InspectContainerAsync("web", Token));
            Assert.Null(await sut.FindImageAsync("web:1", Token));
            Assert.Empty((await sut.ListAsync(Token)).Containers);
        }

        Assert.Equal((1, 12), (peer.Connections, peer.Requests.Count));
    }

    // As podman's service does that ends because it was idle.
    [Fact]
    public async Task Question_EngineClosedTheConnectionMeanwhile_IsAskedOverAnother()
    {
        await using var peer = new KeepingPeer((_, _) => new(Web, Closes: true));
        using var sut = Engine(peer);
        for (var i = 0; i < 5; i++)
            Assert.NotNull(await InTimeAsync(sut.InspectContainerAsync("web", Token)));
        Assert.Equal((5, 5), (peer.Connections, peer.Requests.Count));
    }

    // The request was on its way already.
    [Fact]
    public async Task Question_EngineClosesTheConnectionAtThatMoment_IsAskedOverAnother()
    {
        await using var peer = new KeepingPeer((_, index) => index == 0 ? new(Web) : new(null, Closes: true));
        using var sut = Engine(peer);
        for (var i = 0; i < 3; i++)
            Assert.NotNull(await InTimeAsync(sut.InspectContainerAsync("web", Token)));
        Assert.Equal((3, 5), (peer.Connections, peer.Requests.Count));
    }

    // What has a body cannot be sent over another connection when a kept one was closed.
    [Fact]
    public async Task Change_HasAConnectionOfItsOwn()
    {
        await using var peer = new KeepingPeer((_, index) => index == 0 ? new(Web) : new(null, Closes: true));
        using var sut = Engine(peer);
        Assert.NotNull(await sut.InspectContainerAsync("web", Token));
        await InTimeAsync(sut.TagImageAsync("sha256:1", "localhost/kept", "web", Token));
        Assert.Equal((2, 2), (peer.Connections, peer.Requests.Count));
    }

    // A stream lasts for days: whatever keeps an eye on kept connections would do so all the time.
    [Fact]
    public async Task Events_LeaveTheKeptConnectionToQuestions()
    {
        await using var peer = new KeepingPeer((_, _) => new(Web));
        using var sut = Engine(peer);
        Assert.NotNull(await sut.InspectContainerAsync("web", Token));
        await foreach (var happened in sut.WatchAsync(Token))
        {
            Assert.IsType<EngineEvent.Opened>(happened);
            break;
        }

        Assert.NotNull(await sut.InspectContainerAsync("web", Token));
        Assert.Equal(2, peer.Connections);
    }

    private static Task<T> InTimeAsync<T>(Task<T> calling) => calling.WaitAsync(Limit, TimeProvider.System, Token);

    private static Task InTimeAsync(Task calling) => calling.WaitAsync(Limit, TimeProvider.System, Token);

    private DockerEngine Engine(KeepingPeer peer) => new(
        new EngineCaller(EngineEndpoint.Podman(peer.Path), null, _time),
        // A connection that breaks while it is written to may be one for the pipeline, whose delay has to pass.
        new RetryPipelines(TimeProvider.System, FailureClassifier.IsRetryable, () => 0.5),
        _time);
}
