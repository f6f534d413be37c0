using OciReconciler.Executing;
using OciReconciler.Resilience;

namespace OciReconciler.UnitTests.Engine;

/// <summary>What docker 20.10 and podman 5.4 answer, cut to what is read and something beside it.</summary>
public sealed class EngineListingTests
{
    private const string Docker =
        """
        [{"Id":"aa","Names":["/db/alias","/web"],"Image":"nginx:1.27","ImageID":"sha256:11","Command":"x","Created":1700000000,
          "Ports":[{"PrivatePort":80,"Type":"tcp"}],"Labels":{"other":"1","oci-reconciler.workload":"web"},"State":"running",
          "Status":"Up 3 minutes (healthy)","HostConfig":{"NetworkMode":"default"},"Mounts":[]},
         {"Id":"bb","Names":["/db"],"ImageID":"sha256:22","Created":1700000001,"Labels":{},"State":"exited",
          "Status":"Exited (0) 2 days ago"},
         {"Id":"cc","Names":["/new"],"ImageID":"sha256:22","Created":1700000001,"Labels":null,"State":"running",
          "Status":"Up 1 second","Health":{"Status":"starting","FailingStreak":0}},
         {"Id":"dd","Names":null,"ImageID":"","Created":0,"State":"dead","Status":"Dead"}]
        """;

    private const string Podman =
        """
        [{"Id":"aa","Names":["/web"],"Image":"docker.io/library/nginx:1.27","ImageID":"sha256:11","Created":1700000000,"Ports":[],
          "Labels":{"oci-reconciler.workload":"web"},"State":"stopped","Status":"Exited (0) 3 minutes ago","NetworkSettings":null,
          "Name":"","Config":null}]
        """;

    private const string DockerImages =
        """
        [{"Id":"sha256:11","ParentId":"","RepoTags":["nginx:1.27","quay.io/app/web:2"],"RepoDigests":["nginx@sha256:DIGEST"],"Size":7},
         {"Id":"sha256:22","RepoTags":null,"RepoDigests":null,"Labels":null},
         {"Id":"sha256:33","RepoTags":["team/tool:latest"],"RepoDigests":[]}]
        """;

    private const string PodmanImages =
        """
        [{"Id":"sha256:11","RepoTags":["docker.io/library/nginx:1.27"],"RepoDigests":["docker.io/library/nginx@sha256:DIGEST"]},
         {"Id":"33","RepoTags":["localhost/tool:latest"],"RepoDigests":[]},
         {"Id":"sha256:44","RepoTags":["localhost/app:1"]},
         {"Id":"sha256:55","RepoTags":["quay.io/team/app:1"]}]
        """;

    private static readonly string Digest = new('0', 64);

    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task List_OfDocker_HasContainersByEachOfTheirNames()
    {
        var containers = (await ListAsync(Backend.Docker, Docker, DockerImages)).Containers;
        var web = new ListedContainer(
            "aa", "sha256:11", "web", "running", HealthState.Healthy, DateTimeOffset.FromUnixTimeSeconds(1_700_000_000));
        Assert.Equal(web, containers["web"]);
        Assert.Equal(web, containers["db/alias"]);
        Assert.Equal(("exited", null, null), (containers["db"].State, containers["db"].Owner, containers["db"].Health));
        Assert.Equal(HealthState.Starting, containers["new"].Health);
        Assert.Equal(4, containers.Count);
    }

    [Theory]
    [InlineData("running", "Up 3 minutes (health: starting)", HealthState.Starting)]
    [InlineData("running", "Up 3 minutes (unhealthy)", HealthState.Unhealthy)]
    [InlineData("running", "Up 3 minutes", HealthState.None)]
    [InlineData("paused", "Up 3 minutes (Paused)", null)]
    [InlineData("running", null, HealthState.None)]
    public void HealthOf_TextOfDocker_IsKnownWhileItRuns(string state, string? text, HealthState? health) =>
        Assert.Equal(health, HealthStates.OfText(Backend.Docker, state, text));

    // podman has another word for it when it inspects, and tells nothing of its health.
    [Fact]
    public async Task List_OfPodman_IsAsInspectedWhateverItsWords()
    {
        var sut = await ListAsync(Backend.Podman, Podman, PodmanImages);
        var inspected = new ObservedContainer("aa", "sha256:11", "web", "exited", 1, _time.GetUtcNow(), HealthState.Healthy);
        Assert.True(sut.IsAsInspected("web", inspected));
        Assert.True(sut.IsAsInspected("db", null));
        ObservedContainer?[] others =
        [
            null, inspected with { Id = "bb" }, inspected with { ImageId = "sha256:22" }, inspected with { Owner = null },
            inspected with { State = "running" },
        ];
        Assert.All(others, other => Assert.False(sut.IsAsInspected("web", other)));
        Assert.False(sut.IsAsInspected("db", inspected));
    }

    [Fact]
    public async Task List_OfDocker_TellsOfAHealthCheckThatSaysSomethingElse()
    {
        var sut = await ListAsync(Backend.Docker, Docker, DockerImages);
        var inspected = new ObservedContainer("aa", "sha256:11", "web", "running", 0, _time.GetUtcNow(), HealthState.Healthy);
        Assert.True(sut.IsAsInspected("web", inspected));
        Assert.False(sut.IsAsInspected("web", inspected with { Health = HealthState.Unhealthy }));
    }

    [Theory]
    [InlineData(Backend.Docker, "nginx:1.27", "sha256:11")]
    [InlineData(Backend.Docker, "docker.io/library/nginx:1.27", "sha256:11")]
    [InlineData(Backend.Docker, "docker.io/nginx:1.27", "sha256:11")]
    [InlineData(Backend.Docker, "quay.io/app/web:2", "sha256:11")]
    [InlineData(Backend.Docker, "docker.io/team/tool", "sha256:33")]
    [InlineData(Backend.Docker, "nginx@sha256:DIGEST", "sha256:11")]
    [InlineData(Backend.Docker, "docker.io/library/nginx:9@sha256:DIGEST", "sha256:11")]
    [InlineData(Backend.Docker, "sha256:22", "sha256:22")]
    [InlineData(Backend.Docker, "nginx", null)]
    [InlineData(Backend.Docker, "web:2", null)]
    [InlineData(Backend.Podman, "docker.io/library/nginx:1.27", "sha256:11")]
    [InlineData(Backend.Podman, "docker.io/nginx:1.27", "sha256:11")]
    [InlineData(Backend.Podman, "nginx:1.27", "sha256:11")]
    [InlineData(Backend.Podman, "library/nginx:1.27", "sha256:11")]
    [InlineData(Backend.Podman, "nginx@sha256:DIGEST", "sha256:11")]
    [InlineData(Backend.Podman, "tool", "sha256:33")]
    [InlineData(Backend.Podman, "localhost/tool", "sha256:33")]
    [InlineData(Backend.Podman, "team/app:1", "sha256:55")]
    [InlineData(Backend.Podman, "docker.io/library/app:1", null)]
    [InlineData(Backend.Podman, "ginx:1.27", null)]
    public async Task TryFind_Reference_IsFoundAsTheEngineWould(Backend backend, string reference, string? id)
    {
        var images = (await ListAsync(backend, "[]", backend == Backend.Docker ? DockerImages : PodmanImages)).Images;
        Assert.True(images.TryFind(reference.Replace("DIGEST", Digest, StringComparison.Ordinal), out var image));
        Assert.Equal(id, image?.Id);
        var hasDigest = id == "sha256:11" && reference.Contains("nginx", StringComparison.Ordinal);
        Assert.Equal(hasDigest ? "sha256:" + Digest : null, image?.Digest);
    }

    [Fact]
    public async Task TryFind_ShortNameOfSeveralAtPodman_IsForTheEngineToSay() =>
        Assert.False((await ListAsync(Backend.Podman, "[]", PodmanImages)).Images.TryFind("app:1", out _));

    [Theory]
    [InlineData("{}")]
    [InlineData("[null]")]
    [InlineData("[{}]")]
    [InlineData("""[{"Id":"1","Names":[null]}]""")]
    [InlineData("""[{"Id":"1","Names":["/web"],"Created":9223372036854775807}]""")]
    [InlineData("""[{"Id":"1","Names":["/web"],"Labels":{"oci-reconciler.workload":7}}]""")]
    [InlineData("""[{"Id":"1","Names":["/web"]}""")]
    [InlineData("")]
    public async Task List_Rubbish_IsAFailureOfTheEngine(string containers)
    {
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => ListAsync(Backend.Docker, containers, "[]"));
        Assert.True(failure is EngineException or EngineUnavailableException, failure.ToString());
    }

    [Fact]
    public async Task List_EngineRefuses_SaysWhy()
    {
        await using var peer = new FakePeer(_ => FakePeer.Answer("500 Internal Server Error", ["""{"message":"no disk"}"""]));
        using var sut = Engine(Backend.Podman, peer);
        var failure = await Assert.ThrowsAsync<EngineException>(() => sut.ListAsync(Token));
        Assert.Equal("podman: list containers: no disk", failure.Message);
    }

    // A row is kept whole until it ends, rows are not.
    [Theory]
    [InlineData("[{\"Id\":\"", "x", EngineLister.RowBytes)]
    [InlineData("[", "{\"Id\":\"1\"},", EngineLister.ListingBytes)]
    public async Task List_WithoutAnEnd_IsUnavailable(string beginning, string rest, long limit)
    {
        await using var peer = new FakePeer(_ => FakePeer.Answer("200 OK", FakePeer.Forever(rest).Prepend(beginning)));
        using var sut = Engine(Backend.Podman, peer);
        await Assert.ThrowsAsync<EngineUnavailableException>(() => sut.ListAsync(Token));
        Assert.InRange(peer.Sent, 0, limit + (2 << 20));
    }

    // Whoever holds a name for longer than the usual answer may be.
    [Fact]
    public async Task List_ThousandsOfContainers_AreRead()
    {
        const int Count = 5_000;
        var padding = new string('x', 1_000);
        var rows = Enumerable.Range(0, Count).Select(index => $$"""{"Id":"{{index}}","Names":["/c{{index}}"],"Command":"{{padding}}"},""");
        await using var peer = new FakePeer(request => FakePeer.Answer(
            "200 OK", request.Contains("/containers", StringComparison.Ordinal) ? ["[", .. rows, """{"Id":"z"}]"""] : ["[]"]));
        using var sut = Engine(Backend.Docker, peer);
        var listing = await sut.ListAsync(Token);
        Assert.True(peer.Sent > ReplyLimits.AnswerBytes);
        Assert.Equal(Count, listing.Containers.Count);
    }

    private async Task<EngineListing> ListAsync(Backend backend, string containers, string images)
    {
        var asked = new List<string>();
        await using var peer = new FakePeer(request =>
        {
            asked.Add(request);
            return FakePeer.Answer("200 OK", [request.Contains("/images", StringComparison.Ordinal)
                ? images.Replace("DIGEST", Digest, StringComparison.Ordinal) : containers]);
        });
        using var sut = Engine(backend, peer);
        var listing = await sut.ListAsync(Token);
        Assert.Equal(["GET /containers/json?all=1 HTTP/1.1", "GET /images/json HTTP/1.1"], asked);
        return listing;
    }

    private DockerEngine Engine(Backend backend, FakePeer peer)
    {
        var endpoint = backend == Backend.Podman ? EngineEndpoint.Podman(peer.Path) : EngineEndpoint.Docker(peer.Path);
        return new DockerEngine(
            new EngineCaller(endpoint, null, _time), new RetryPipelines(_time, FailureClassifier.IsRetryable, () => 0.5), _time);
    }
}
