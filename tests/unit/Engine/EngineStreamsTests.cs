using Docker.DotNet.Models;

namespace OciReconciler.UnitTests.Engine;

public sealed class EngineStreamsTests
{
    [Fact]
    public async Task Events_OfOurContainers_AreHintsByWorkload()
    {
        const string Lines =
            """
            {"Type":"container","Action":"start","Actor":{"ID":"1","Attributes":{"name":"web","oci-reconciler.workload":"web"}}}
            {"Type":"container","Action":"die","Actor":{"ID":"2","Attributes":{"name":"foreign"}}}

            {"Type":"container","Action":"exec_start: sh","Actor":{"ID":"1","Attributes":{"oci-reconciler.workload":"web"}}}
            {"Type":"container","Action":"die","Actor":null}
            {"Type":"container","Action":"die","Actor":{"ID":"4","Attributes":{"name":"x","oci-reconciler.workload":"../../x"}}}
            {"Type":"container","Action":"die","Actor":{"ID":"5","Attributes":{"name":"other","oci-reconciler.workload":"web"}}}
            {"Type":"container","Action":"die","Actor":{"ID":"3","Attributes":{"oci-reconciler.workload":"db"}}}
            {"Type":"container","Action":"rename","Actor":{"ID":"1","Attributes":{"oldName":"/web","oci-reconciler.workload":"web"}}}
            """;
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(Lines));
        using var sut = new EngineEventReader(stream, Backend.Podman);
        Assert.Equal(new EngineEvent.Container(new("web"), "start"), await sut.ReadAsync(TestContext.Current.CancellationToken));
        Assert.Equal(new EngineEvent.Container(new("db"), "die"), await sut.ReadAsync(TestContext.Current.CancellationToken));
        Assert.Equal(new EngineEvent.Container(new("web"), "rename"), await sut.ReadAsync(TestContext.Current.CancellationToken));
        Assert.Null(await sut.ReadAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Events_Rubbish_IsABrokenStream()
    {
        using var stream = new MemoryStream("{\"Type\""u8.ToArray());
        using var sut = new EngineEventReader(stream, Backend.Docker);
        var failure = await Assert.ThrowsAsync<EngineException>(() => sut.ReadAsync(TestContext.Current.CancellationToken));
        Assert.Equal(EngineFailure.Network, failure.Failure);
    }

    // A label of a container may be as long as its maker likes: the stream goes on behind it.
    [Fact]
    public async Task Events_LineThatIsTooLong_IsSkipped()
    {
        const string Web = """{"Action":"start","Actor":{"Attributes":{"oci-reconciler.workload":"web"}}}""";
        var label = new string('x', 3 * EngineEventReader.LineBytes);
        var tooLong = Web.Replace("{\"oci", $"{{\"label\":\"{label}\",\"oci", StringComparison.Ordinal);
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes($"{tooLong}\n{Web}\n{tooLong}\n{tooLong}\n{Web}"));
        using var sut = new EngineEventReader(stream, Backend.Docker);
        Assert.Equal(
            new EngineEvent.Container(new WorkloadKey("web"), "start"), await sut.ReadAsync(TestContext.Current.CancellationToken));
        Assert.Equal(
            new EngineEvent.Container(new WorkloadKey("web"), "start"), await sut.ReadAsync(TestContext.Current.CancellationToken));
        Assert.Null(await sut.ReadAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Messages_OfALoadWithoutEnd_NameSoManyImages()
    {
        var sut = new EngineMessages(null, () => { });
        sut.Report(new JSONMessage { Stream = "Loaded image: " + string.Join(',', Enumerable.Repeat("a:1", 1000)) });
        sut.Report(new JSONMessage { Stream = "Loaded image: " + new string('a', 10_000) });
        sut.Report(null);
        Assert.Equal(256, sut.Loaded.Count);
    }

    [Theory]
    [InlineData("Loaded image: localhost/web:1", new[] { "localhost/web:1" })]
    [InlineData("Loaded image: a:1\nLoaded image: b:2\n", new[] { "a:1", "b:2" })]
    [InlineData("Loaded image: a:1,b:2\n", new[] { "a:1", "b:2" })]
    [InlineData("Loaded image ID: sha256:12\n", new[] { "sha256:12" })]
    [InlineData("Getting image source signatures\n", new string[0])]
    public void Messages_OfALoad_NameTheImages(string text, string[] names)
    {
        var sut = new EngineMessages(null, () => { });
        sut.Report(new JSONMessage { Stream = text });
        Assert.Equal(names, sut.Loaded);
    }

    [Fact]
    public void Messages_WithAnErrorInside_Fail()
    {
        var sut = new EngineMessages(null, () => { });
        sut.Report(new JSONMessage { Error = new JSONError { Message = "manifest unknown" } });
        sut.Report(new JSONMessage { Status = "bye" });
        Assert.Equal(EngineFailure.NotFound, Assert.Throws<EngineException>(sut.ThrowIfFailed).Failure);
    }

    [Fact]
    public void Messages_EachShowsWorkAndThoseOfLayersMoveTheProgress()
    {
        var reported = new Reported();
        var messages = 0;
        var sut = new EngineMessages(reported, () => messages++);
        sut.Report(new JSONMessage { Status = "Pulling from web", ID = "1" });
        sut.Report(new JSONMessage { Status = "Pulling fs layer", ID = "a" });
        sut.Report(new JSONMessage { Status = "Downloading", ID = "a", Progress = new JSONProgress { Current = 2, Total = 5 } });
        sut.Report(new JSONMessage { Status = "Status: Downloaded newer image" });
        Assert.Equal(
            [new ImageProgress(0, 0) { LayersKnown = 1, SizesAreKnown = false }, new ImageProgress(2, 5) { LayersKnown = 1 }],
            reported.All);
        Assert.Equal(4, messages);
    }

    private sealed class Reported : IProgress<ImageProgress>
    {
        public List<ImageProgress> All { get; } = [];

        public void Report(ImageProgress value) => All.Add(value);
    }
}
