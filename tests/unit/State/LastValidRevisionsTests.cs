using OciReconciler.Model.Desired;
using OciReconciler.UnitTests.Sources;

namespace OciReconciler.UnitTests.State;

public sealed class LastValidRevisionsTests : IDisposable
{
    private readonly TemporaryDirectory _temporary = new();

    public void Dispose() => _temporary.Dispose();

    private LastValidRevisions Load(ManifestFunctions? rules = null)
    {
        var store = new LastValidRevisions(_temporary["desired"], rules ?? TinyManifests.Rules, new StateFiles(null));
        store.Load();
        return store;
    }

    private static LastValidRevision Version(string line) => new(
        new Revision(
            TinyManifests.Spec(line), TinyManifests.Rules.Write(TinyManifests.Spec(line), ImmutableSortedDictionary<string, string>.Empty)),
        "/m",
        "/m/a.json");

    private static WorkloadKey Key(string name) => new(name);

    [Fact]
    public void Save_Load_GivesTheSame()
    {
        Load().Save([Version("web v1"), Version("db v2 after=web")]);
        var loaded = Load();
        Assert.Equal(2, loaded.Revisions.Count);
        Assert.Equal(Version("db v2 after=web"), loaded.Revisions[Key("db")]);
        Assert.Empty(loaded.Problems);
    }

    [Fact]
    public void Save_File_HasTheManifestToTheLetter()
    {
        Load().Save([Version("web v1")]);
        Assert.Equal(
            "{\n  \"source\": \"/m\",\n  \"file\": \"/m/a.json\",\n  \"manifest\": \"web v1\"\n}",
            File.ReadAllText(_temporary["desired/web.json"]));
    }

    [Theory]
    [InlineData("web v1", "/m", "/m/a.json", true)]
    [InlineData("web v2", "/m", "/m/a.json", false)]
    [InlineData("web v1", "/n", "/m/a.json", false)]
    [InlineData("web v1", "/m", "/m/b.json", false)]
    public void Equals_SameDocumentFromTheSamePlace_IsTheSameRevision(string line, string source, string file, bool isSame)
    {
        var other = Version(line) with { Source = source, File = file };
        Assert.Equal(isSame, Version("web v1") == other);
        var refused = other with { Revision = other.Revision with { Refusal = new(new("X", ""), MayStart: false) } };
        Assert.Equal(isSame, Version("web v1") == refused);
    }

    [Fact]
    public void Retry_DiskFailed_WritesWhenThereIsRoom()
    {
        _temporary.Write("desired", "");
        var store = Load();
        store.Save([Version("web v1")]);
        Assert.True(store.HasUnsaved);
        store.Retry();
        Assert.True(store.HasUnsaved);
        File.Delete(_temporary["desired"]);
        _temporary.Make("desired");
        store.Retry();
        Assert.False(store.HasUnsaved);
        Assert.Equal(Version("web v1"), Load().Revisions[Key("web")]);
    }

    [Fact]
    public void Save_Many_AreWrittenTogether()
    {
        LastValidRevision[] versions = [.. Enumerable.Range(0, 500).Select(index => Version($"w{index} v1"))];
        Load().Save(versions);
        Assert.Equal(500, Load().Revisions.Count);
        Assert.Empty(Directory.GetFiles(_temporary["desired"], ".new-*"));
        Assert.All(Directory.GetFiles(_temporary["desired"]), path => Assert.Equal(AtomicFileMode, File.GetUnixFileMode(path)));
    }

    [Fact]
    public void Save_ManyAndOneCannotBe_IsReportedForThatOne()
    {
        var store = Load();
        _temporary.Make("desired/w7.json");
        store.Save([.. Enumerable.Range(0, 20).Select(index => Version($"w{index} v1"))]);
        Assert.Contains("w7.json cannot be changed", store.Problems.Single(), StringComparison.Ordinal);
        Assert.Equal(20, store.Revisions.Count);
        Directory.Delete(_temporary["desired/w7.json"]);
        store.Retry();
        Assert.Empty(store.Problems);
        Assert.Equal(20, Load().Revisions.Count);
    }

    [Fact]
    public void Save_TheSame_IsNotWrittenAgain()
    {
        var store = Load();
        store.Save([Version("web v1")]);
        File.Delete(_temporary["desired/web.json"]);
        store.Save([Version("web v1")]);
        Assert.False(File.Exists(_temporary["desired/web.json"]));
        store.Save([Version("web v2")]);
        Assert.True(File.Exists(_temporary["desired/web.json"]));
    }

    [Fact]
    public void Save_IsReadableByUsAlone()
    {
        Load().Save([Version("web v1")]);
        Assert.Equal(AtomicFileMode, File.GetUnixFileMode(_temporary["desired/web.json"]));
        Assert.Equal(["web.json"], [.. Directory.GetFileSystemEntries(_temporary["desired"]).Select(path => Path.GetFileName(path))]);
    }

    private static UnixFileMode AtomicFileMode => UnixFileMode.UserRead | UnixFileMode.UserWrite;

    [Theory]
    [InlineData("")]
    [InlineData("{\"source\":")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"source\":null,\"file\":\"f\",\"manifest\":\"web v1\"}")]
    [InlineData("{\"source\":\"s\",\"file\":\"f\",\"manifest\":\"web!\"}")]
    [InlineData("{\"source\":\"s\",\"file\":\"f\",\"manifest\":\"web v1\\ndb v1\"}")]
    [InlineData("{\"source\":\"s\",\"file\":\"f\",\"manifest\":\"other v1\"}")]
    public void Load_Damaged_IsSetAsideAndReported(string content)
    {
        Load().Save([Version("db v1")]);
        _temporary.Write("desired/web.json", content);
        var store = Load();
        Assert.Equal([Key("db")], store.Revisions.Keys);
        Assert.Contains("desired/web.json is damaged: ", store.Problems.Single(), StringComparison.Ordinal);
        Assert.Contains("set aside as " + _temporary["desired/web.json.damaged"], store.Problems.Single(), StringComparison.Ordinal);
        Assert.Equal(content, File.ReadAllText(_temporary["desired/web.json.damaged"]));

        store.Save([Version("web v1")]);
        Assert.Single(store.Problems);
        Assert.Equal(2, Load().Revisions.Count);
        File.Delete(_temporary["desired/web.json.damaged"]);
        Assert.Empty(store.Problems);
    }

    [Fact]
    public void Load_LeftoverOfAKilledWriter_IsRemoved()
    {
        Load().Save([Version("db v1")]);
        _temporary.Write("desired/.new-0.tmp", "{");
        Assert.Empty(Load().Problems);
        Assert.False(File.Exists(_temporary["desired/.new-0.tmp"]));
    }

    [Fact]
    public void Save_DiskUnusable_IsReportedAndRetried()
    {
        _temporary.Write("desired", "a file in its place");
        var store = Load();
        Assert.Contains("cannot be used", store.Problems.Single(), StringComparison.Ordinal);
        store.Save([Version("web v1")]);
        Assert.Contains(store.Problems, problem => problem.Contains("web.json cannot be changed", StringComparison.Ordinal));
        Assert.Single(store.Revisions);

        File.Delete(_temporary["desired"]);
        _temporary.Make("desired");
        store.Save([Version("web v1")]);
        Assert.Empty(store.Problems);
        Assert.Single(Load().Revisions);
    }

    [Fact]
    public void Remove_IsGoneAfterARestart()
    {
        var store = Load();
        store.Save([Version("web v1"), Version("db v1")]);
        store.Remove(Key("web"));
        store.Remove(Key("unknown"));
        Assert.Equal([Key("db")], Load().Revisions.Keys);
    }

    [Fact]
    public void Save_WithTheRealParserAndWriter_RoundTrips()
    {
        var rules = new ManifestFunctions(
            (file, bytes) => ManifestParser.Parse(file, bytes, Backend.Podman),
            files => ManifestSet.Find(files, unknownDependencyIsError: false),
            (file, bytes) => AcceptedParser.Parse(file, bytes, Backend.Podman),
            (spec, labels) => System.Text.Encoding.UTF8.GetString(ManifestWriter.Write(spec, labels, indented: false)));
        var spec = new WorkloadSpec { Key = Key("web"), Image = "nginx", Backend = Backend.Docker, Cmd = ["a \"b\" é\n$X"] };
        var labels = ImmutableSortedDictionary<string, string>.Empty.Add("team", "x");
        var version = new LastValidRevision(new Revision(spec, rules.Write(spec, labels)), "/m", "/m/a.json");
        Load(rules).Save([version]);
        var loaded = Load(rules);
        Assert.Empty(loaded.Problems);
        Assert.Equal(version, loaded.Revisions[Key("web")]);
        Assert.Equal(spec.Cmd, loaded.Revisions[Key("web")].Revision.Spec.Cmd);
    }
}
