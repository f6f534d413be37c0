using System.Diagnostics;
using OciReconciler.Configuration;
using OciReconciler.Hosting;
using OciReconciler.Model.Events;
using OciReconciler.Reporting;
using OciReconciler.Reporting.Events;
using OciReconciler.UnitTests.Events;

namespace OciReconciler.UnitTests.Reporting;

/// <summary>
/// What is told of manifest files, with the real parser: however much is wrong with one of them, little is told, and nobody else waits.
/// </summary>
public sealed class SourcesWriterTests : IDisposable
{
    private readonly RecorderFixture _fixture = new();
    private readonly DesiredStore _store;
    private readonly SourcesWriter _writer;
    private readonly SortedDictionary<string, string> _files = new(StringComparer.Ordinal);

    public SourcesWriterTests()
    {
        _store = Store("/m");
        _writer = new SourcesWriter(Report, new PublishedFiles(NullLogger<PublishedFiles>.Instance), _fixture.Recorder);
    }

    private string Report => Path.Combine(_fixture.Directory, "sources.json");

    private IReadOnlyList<WorkloadEvent> Events => EventFiles.Read(_fixture.Rings, null);

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData(20_000)]
    [InlineData(3)]
    public void Publish_CycleInOneFile_IsOneErrorAndOneEvent(int count)
    {
        var watch = Stopwatch.StartNew();
        List("/m/big.json", Ring(count));
        List("/m/web.json", Container("web"));
        Figure.Print(
            $"a cycle of {count} in one file, and another file",
            $"{watch.Elapsed.TotalSeconds:0.00} s, {new FileInfo(Report).Length} bytes of sources.json, {_fixture.Journal.Count} events");

        Assert.Equal(["web"], _store.Current.Workloads.Keys.Select(key => key.Name));
        var reported = Assert.Single(Events);
        Assert.Equal(("InvalidManifest", "/m/big.json"), (reported.Reason, reported.Source));
        Assert.Contains("the dependencies form a cycle: w0 -> w1 -> w2", reported.Message, StringComparison.Ordinal);
        Assert.Single(_fixture.Journal);
        Assert.InRange(new FileInfo(Report).Length, 1, 1_000_000);
        Assert.Single(File("/m/big.json").Errors);
    }

    [Fact]
    public void Publish_CycleOverFiles_IsAnErrorInEachAndOneEvent()
    {
        List("/m/a.json", Container("a", "b"));
        List("/m/b.json", Container("b", "c"));
        List("/m/c.json", Container("c", "a"));

        Assert.All(
            new[] { "/m/a.json", "/m/b.json", "/m/c.json" },
            path => Assert.Contains("form a cycle", File(path).Errors.Single(error => !error.Warning).Message, StringComparison.Ordinal));
        Assert.Single(Events, reported => reported.Reason == "InvalidManifest");
    }

    [Fact]
    public void Publish_ManyCycles_AreReportedInPart()
    {
        List("/m/big.json", Document(Enumerable.Range(0, 5000).Select(index => ($"w{index}", new[] { $"w{index ^ 1}" }))));

        Assert.Equal(11, Events.Count);
        Assert.EndsWith(
            " more. See: oci-reconciler get",
            Events.Single(reported => !reported.Message.Contains("cycle", StringComparison.Ordinal)).Message,
            StringComparison.Ordinal);
        Assert.Equal(SourcesReportBuilder.MaxErrors + 1, File("/m/big.json").Errors.Count);
        Assert.Empty(_store.Current.Workloads);
    }

    [Fact]
    public void Publish_ManyWarnings_AreReportedInPartAndHideNoError()
    {
        var unknown = Enumerable.Range(0, 400)
            .Select(index => ($"w{index}", Enumerable.Range(0, 50).Select(other => $"unknown{other}").ToArray()));
        List("/m/big.json", Document([.. unknown, ("zz1", ["zz2"]), ("zz2", ["zz1"])]));

        Assert.InRange(Events.Count, 1, 11);
        Assert.Contains(File("/m/big.json").Errors, error => error.Message.Contains("form a cycle", StringComparison.Ordinal));
        Assert.Equal("invalid", File("/m/big.json").State);
        Assert.Equal(400, _store.Current.Workloads.Count);
    }

    [Fact]
    public void Publish_OneNameTwice_IsReportedToThatOneAlone()
    {
        List("/m/a.json", Document([("web", []), ("db", [])]));
        List("/m/b.json", Document([("web", []), ("cache", [])]));

        Assert.All(Events, reported => Assert.Equal("web", reported.Workload));
        Assert.Equal(["/m/a.json", "/m/b.json"], Events.Select(reported => reported.Source).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(200, 1)]
    public void Publish_FileOfManyIsBroken_IsReportedToAFewAndOtherwiseOnce(int count, int events)
    {
        List("/m/big.json", Document(Enumerable.Range(0, count).Select(index => ($"w{index}", Array.Empty<string>()))));
        Assert.Empty(Events);
        List("/m/big.json", "{");

        Assert.Equal(events, Events.Count);
        Assert.Equal(count, _store.Current.Workloads.Count);
        List("/m/big.json", "{");
        Assert.Equal(events, _fixture.Journal.Count);
    }

    [Fact]
    public void Publish_SourceThatWasNotListedYet_IsNoEvent()
    {
        var store = Store("/first", "/second", "/third");
        store.Update(new SourceSnapshot("/first", SourceState.Ready, []));
        _writer.Publish(() => store.Current.Report);
        Assert.Equal(
            ["ready", "waiting", "waiting"],
            SourcesWriter.Read(Report, StateFiles.ReadOnly)!.Sources.Select(source => source.State));
        Assert.Empty(_fixture.Journal);

        store.Update(new SourceSnapshot("/second", new SourceState(SourceStateKind.Missing, "/second is not there"), []));
        _writer.Publish(() => store.Current.Report);
        Assert.Equal("SourceUnavailable", Assert.Single(Events).Reason);
    }

    /// <summary>A file that was deleted while no controller ran is looked for once more: there is nothing in it to be wrong.</summary>
    [Fact]
    public void Publish_FileOfEarlierIsNotThereAtTheStart_IsNoErrorAndNoEvent()
    {
        var gone = FileScanner.NotReadYet("/m/gone.json").File with { Missing = true };
        _store.Update(new SourceSnapshot("/m", SourceState.Ready, [gone]));
        _writer.Publish(() => _store.Current.Report);

        Assert.Equal("missing", File("/m/gone.json").State);
        Assert.Empty(File("/m/gone.json").Errors);
        Assert.Empty(_fixture.Journal);
    }

    private DesiredStore Store(params string[] sources)
    {
        var rules = Composition.Rules(new ReconcilerOptions());
        var lastValid = new LastValidRevisions(Path.Combine(_fixture.Directory, "desired"), rules, StateFiles.ReadOnly);
        lastValid.Load();
        return new DesiredStore([.. sources], lastValid, rules, new RemovalGuard(null, TimeProvider.System));
    }

    private void List(string path, string content)
    {
        _files[path] = content;
        var files = _files.Select(
            file => new SourceFile(file.Key, Composition.Rules(new ReconcilerOptions())
                .Parse(file.Key, Encoding.UTF8.GetBytes(file.Value)), file.Value, Readable: true, ReadError: null));
        _store.Update(new SourceSnapshot("/m", SourceState.Ready, [.. files]));
        _writer.Publish(() => _store.Current.Report);
    }

    private FileReport File(string path) =>
        SourcesWriter.Read(Report, StateFiles.ReadOnly)!.Sources.Single().Files.Single(file => file.Path == path);

    private static string Ring(int count) =>
        Document(Enumerable.Range(0, count).Select(index => ($"w{index}", new[] { $"w{(index + 1) % count}" })));

    private static string Container(string name, params string[] needs) => Document([(name, needs)]);

    private static string Document(IEnumerable<(string Name, string[] Needs)> containers) =>
        $"{{\"containers\":{{{string.Join(",\n", containers.Select(one => Depending(one.Name, one.Needs)))}}}}}";

    private static string Depending(string name, string[] needs) =>
        $"\"{name}\":{{\"image\":\"x\",\"dependsOn\":[{string.Join(',', needs.Select(need => $"\"{need}\""))}]}}";
}
