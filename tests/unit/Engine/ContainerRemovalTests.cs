using OciReconciler.Executing;
using OciReconciler.Resilience;

namespace OciReconciler.UnitTests.Engine;

/// <summary>What is asked of an engine when a container of ours is removed.</summary>
public sealed class ContainerRemovalTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly List<string> _requests = [];
    private bool _isThere = true;

    [Theory]
    [InlineData("""{"Id":"1","HostConfig":{"AutoRemove":true}}""", true)]
    [InlineData("""{"Id":"1","HostConfig":{"AutoRemove":false}}""", false)]
    [InlineData("""{"Id":"1"}""", false)]
    public async Task Remove_AnonymousVolumes_GoWithWhatRemovesItself(string container, bool withVolumes)
    {
        await using var peer = new FakePeer(request => Answer(request, container));
        using var sut = Engine(peer);
        await sut.RemoveContainerAsync("1", TestContext.Current.CancellationToken);
        var removal = Assert.Single(_requests, request => request.StartsWith("DELETE ", StringComparison.Ordinal));
        Assert.Contains("force=", removal, StringComparison.Ordinal);
        Assert.Equal(withVolumes, removal.Contains("v=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Remove_NotThere_IsFine()
    {
        _isThere = false;
        await using var peer = new FakePeer(request => Answer(request, ""));
        using var sut = Engine(peer);
        await sut.RemoveContainerAsync("1", TestContext.Current.CancellationToken);
        Assert.DoesNotContain(_requests, request => request.StartsWith("DELETE ", StringComparison.Ordinal));
    }

    private IEnumerable<string> Answer(string request, string container)
    {
        _requests.Add(request);
        if (!_isThere)
            return FakePeer.Answer("404 Not Found", ["""{"message":"no such container"}"""]);
        if (request.StartsWith("GET ", StringComparison.Ordinal))
            return FakePeer.Answer("200 OK", [container]);
        _isThere = !request.StartsWith("DELETE ", StringComparison.Ordinal);
        return ["HTTP/1.1 204 No Content\r\n\r\n"];
    }

    private DockerEngine Engine(FakePeer peer)
    {
        var endpoint = new EngineEndpoint(Backend.Podman, peer.Path, "p.socket", "p.service");
        return new DockerEngine(
            new EngineCaller(endpoint, null, _time), new RetryPipelines(_time, FailureClassifier.IsRetryable, () => 0.5), _time);
    }
}
