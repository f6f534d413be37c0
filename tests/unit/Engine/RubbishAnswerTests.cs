using OciReconciler.Executing;
using OciReconciler.Model.Images;
using OciReconciler.Resilience;

namespace OciReconciler.UnitTests.Engine;

/// <summary>
/// Answers that no engine gives. Loops that nothing may end ask engines too (Control/MissingObjects, Observing/HealthWatch,
/// Control/EngineReturns): whatever is answered is a failure of that engine, and nothing else.
/// </summary>
public sealed class RubbishAnswerTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("{}")]
    [InlineData("""{"Id":7}""")]
    [InlineData("""{"Id":null,"Name":"/web","Image":null}""")]
    [InlineData("""{"Id":"1","Name":"/web","Image":"2","State":{"StartedAt":7}}""")]
    [InlineData("""{"Id":"1","Name":"/web","Image":"2","Config":{"Labels":{"oci-reconciler.workload":null}}}""")]
    [InlineData("""{"Created":"yesterday"}""")]
    [InlineData("""{"Created":9223372036854775807}""")]
    [InlineData("""{"Id":"1","Name":"/web","Image":"2","Config":{"StopTimeout":9223372036854775807}}""")]
    [InlineData("""{"Id":"1","Name":"/web","Image":"2","Config":{"Healthcheck":{"Interval":9223372036854775807,"Retries":1e300}}}""")]
    [InlineData("""{"Id":"1","Name":"\ud800","Image":"\udfff"}""")]
    [InlineData("""[{"Id":"1","Names":["/web"],"Created":9223372036854775807}]""")]
    [InlineData("[null]")]
    [InlineData("no JSON")]
    [InlineData("")]
    public async Task Inspect_Rubbish_IsAFailureOfTheEngine(string body)
    {
        await using var peer = new FakePeer(_ => FakePeer.Answer("200 OK", [body]));
        using var sut = Engine(peer);
        Func<Task>[] calls =
        [
            () => sut.InspectContainerAsync("web", Token), () =>
                sut.InspectContainerAsync("db", Token), () => sut.FindImageAsync("web:1", Token),
            () => sut.HasNetworkAsync("front", Token), () => PullAsync(sut),
        ];
        foreach (var call in calls)
            await FailsAsEngineAsync(call);
    }

    [Theory]
    [InlineData("""{"message":"\ud800"}""")]
    [InlineData("""{"message":"\udfff\ud800"}""")]
    [InlineData("""{"mess\ud800age":7}""")]
    [InlineData("null")]
    [InlineData("")]
    public async Task Error_Rubbish_IsAFailureOfTheEngine(string body)
    {
        await using var peer = new FakePeer(_ => FakePeer.Answer("500 Internal Server Error", [body]));
        using var sut = Engine(peer);
        Func<Task>[] calls =
        [
            () => sut.PingAsync(Token), () => sut.InspectContainerAsync("web", Token), () => sut.HasNetworkAsync("front", Token),
            () => sut.FindImageAsync("web:1", Token), () => PullAsync(sut), () => EventsAsync(sut),
        ];
        foreach (var call in calls)
            await FailsAsEngineAsync(call);
    }

    // The name of what is missing comes from a message: no path of the engine's API but a network's is asked for it.
    [Theory]
    [InlineData("../containers/json")]
    [InlineData("front?all=1")]
    [InlineData("a b#c%2f")]
    public async Task HasNetwork_NameWithAPathInIt_AsksForANetwork(string name)
    {
        var asked = new List<string>();
        await using var peer = new FakePeer(request =>
        {
            asked.Add(request);
            return FakePeer.Answer("404 Not Found", ["{}"]);
        });
        using var sut = Engine(peer);
        Assert.False(await sut.HasNetworkAsync(name, Token));
        Assert.Equal($"GET /networks/{Uri.EscapeDataString(name)} HTTP/1.1", Assert.Single(asked));
    }

    [Theory]
    [InlineData("""{"message":7}""", "{\"message\":7}")]
    [InlineData("""{"message":null}""", "{\"message\":null}")]
    [InlineData("[]", "[]")]
    public void MessageOf_NoText_IsTheBody(string body, string message) => Assert.Equal(message, EngineErrors.MessageOf(body));

    private static async Task FailsAsEngineAsync(Func<Task> call)
    {
        try
        {
            await call().WaitAsync(Limit, TimeProvider.System, Token);
        }
        catch (Exception failure) when (failure is EngineException or EngineUnavailableException)
        {
            // What an engine may well be told to have said.
        }
    }

    private static Task PullAsync(DockerEngine engine)
    {
        Assert.True(ImageReference.TryParse("registry.test/web:1", out var image));
        return engine.PullAsync(image, null, null, Token);
    }

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
}
