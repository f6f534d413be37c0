using System.Text;
using OciReconciler.Desired;
using OciReconciler.Model.Manifests;
using OciReconciler.Model.Workloads;
using OciReconciler.Sources;
using OciReconciler.UnitTests.Sources;

namespace OciReconciler.UnitTests.Desired;

public sealed class DesiredStoreTests : IDisposable
{
    private readonly TemporaryDirectory _temporary = new();
    private DesiredStore _store;

    public DesiredStoreTests() => _store = Start("/m");

    public void Dispose() => _temporary.Dispose();

    /// <summary>A new process on the same disk.</summary>
    private DesiredStore Start(params string[] sources)
    {
        var lastGood = new LastGoodStore(_temporary["desired"], TinyManifests.Rules);
        lastGood.Load();
        return _store = new DesiredStore(sources, lastGood, TinyManifests.Rules);
    }

    private static SourceFile File(string path, string content) =>
        new(path, TinyManifests.Parse(path, Encoding.UTF8.GetBytes(content)), content, Readable: true, ReadError: null);

    private static SourceFile Gone(string path, string content) => File(path, content) with { Missing = true };

    private static SourceFile Unreadable(string path, string content = "!") =>
        File(path, content) with { Readable = false, ReadError = "cannot be opened" };

    private DesiredUpdate Tell(params SourceFile[] files) => Tell("/m", SourceState.Ready, files);

    private DesiredUpdate Tell(string source, SourceState state, params SourceFile[] files) =>
        _store.Update(new SourceSnapshot(source, state, [.. files]));

    private string Wanted() => string.Join(", ", _store.Current.Workloads.Values
        .Select(workload => $"{workload.Spec.Key}={workload.Spec.Image}" + (workload.Problems.IsEmpty ? "" : "?")));

    private DesiredWorkload Workload(string name) => _store.Current.Workloads[new WorkloadKey(name)];

    private bool MayPrune(string name) => _store.Current.MayPrune(new WorkloadKey(name));

    private FileReport Report(string path) =>
        _store.Current.Report.Sources.SelectMany(source => source.Files).Single(file => file.Path == path);

    private static string Keys(DesiredUpdate update) => string.Join(',', update.Changed);

    [Fact]
    public void Update_Valid_IsWantedAndReported()
    {
        Assert.Equal("db,web", Keys(Tell(File("a.json", "web v1"), File("b.json", "db v1"))));
        Assert.Equal("db=v1, web=v1", Wanted());
        Assert.Equal("valid", Report("a.json").State);
        Assert.Equal(["web"], Report("a.json").Workloads);
        Assert.True(_store.Current.AllSourcesSynced);
    }

    [Fact]
    public void Update_NothingNew_ChangesNothing()
    {
        Tell(File("a.json", "web v1"));
        var again = Tell(File("a.json", "web v1"));
        Assert.Empty(again.Changed);
        Assert.False(again.PruningWidened);
    }

    [Fact]
    public void Update_Edited_RaisesTheGenerationOfThatOneAlone()
    {
        Tell(File("a.json", "web v1"), File("b.json", "db v1"));
        Assert.Equal("web", Keys(Tell(File("a.json", "web v2"), File("b.json", "db v1"))));
        Assert.Equal(2, Workload("web").Generation);
        Assert.Equal(1, Workload("db").Generation);
    }

    [Fact]
    public void Update_Broken_KeepsTheLastGoodVersionWithItsProblem()
    {
        Tell(File("a.json", "web v1"));
        Assert.Equal("web", Keys(Tell(File("a.json", "web v2!"))));
        Assert.Equal("web=v1?", Wanted());
        Assert.Contains("not a tiny manifest", Workload("web").Problems.Single().Message, StringComparison.Ordinal);
        Assert.Equal("invalid", Report("a.json").State);
        Assert.Equal(["web"], Report("a.json").Workloads);
        Assert.Equal("web", Keys(Tell(File("a.json", "web v3"))));
        Assert.Equal("web=v3", Wanted());
    }

    [Fact]
    public void Update_Unreadable_KeepsTheLastGoodVersion()
    {
        Tell(File("a.json", "web v1"));
        Tell(Unreadable("a.json", "web v1"));
        Assert.Equal("web=v1?", Wanted());
        Assert.Equal("unreadable", Report("a.json").State);
        Assert.Equal("cannot be opened", Report("a.json").Errors.Single().Message);
    }

    [Fact]
    public void Update_BrokenAndNew_IsOnlyReported()
    {
        Tell(File("a.json", "web v1"), File("b.json", "db!"));
        Assert.Equal("web=v1", Wanted());
        Assert.Empty(Report("b.json").Workloads);
        Assert.Equal("invalid", Report("b.json").State);
    }

    [Fact]
    public void Update_FileGone_IsReleasedAndMayBePruned()
    {
        Tell(File("a.json", "web v1"), File("b.json", "db v1"));
        Tell(Gone("a.json", "web v1"), File("b.json", "db v1"));
        Assert.Equal("db=v1, web=v1", Wanted());
        Assert.False(MayPrune("web"));
        var update = Tell(File("b.json", "db v1"));
        Assert.Equal("web", Keys(update));
        Assert.True(update.PruningWidened);
        Assert.True(MayPrune("web"));
        Assert.False(MayPrune("db"));
    }

    [Fact]
    public void Update_RemovedFromAList_IsReleased()
    {
        Tell(File("a.json", "web v1\ndb v1"));
        Tell(File("a.json", "db v1"));
        Assert.Equal("db=v1", Wanted());
        Assert.True(MayPrune("web"));
    }

    [Fact]
    public void Update_BrokenFileBeside_HoldsWhatWouldBePruned()
    {
        Tell(File("a.json", "web v1"), File("b.json", "db v1"));
        Tell(File("b.json", "db!"));
        Assert.Equal("db=v1?, web=v1?", Wanted());
        Assert.Contains("b.json", Workload("web").Problems.Single().Message, StringComparison.Ordinal);
        Assert.False(MayPrune("stranger"));
        Tell(File("b.json", "db v2"));
        Assert.Equal("db=v2", Wanted());
        Assert.True(MayPrune("web"));
        Assert.True(MayPrune("stranger"));
    }

    [Fact]
    public void Update_BrokenFileOfAnotherSource_HoldsOnlyItsOwnAndTheUnknown()
    {
        Start("/m", "/n");
        Tell(File("/m/a.json", "web v1"));
        Tell("/n", SourceState.Ready, File("/n/b.json", "db v1"));
        Tell("/n", SourceState.Ready, File("/n/b.json", "db!"));
        Tell();
        Assert.Equal("db=v1?", Wanted());
        Assert.True(MayPrune("web"));
        Assert.False(MayPrune("stranger"));
    }

    [Fact]
    public void Update_Renamed_StaysWantedWithoutABreak()
    {
        Tell(File("a.json", "web v1"));
        Assert.Equal("web", Keys(Tell(Gone("a.json", "web v1"), File("b.json", "web v1"))));
        Assert.Equal("web=v1", Wanted());
        Assert.Equal("b.json", Workload("web").File);
        Assert.Equal(1, Workload("web").Generation);
        Assert.Empty(Tell(File("b.json", "web v1")).Changed);
        Assert.False(MayPrune("web"));
    }

    [Fact]
    public void Update_RenamedBesideABrokenFile_TakesTheNewVersion()
    {
        Tell(File("a.json", "web v1"), File("x.json", "db v1"));
        Tell(File("b.json", "web v2"), File("x.json", "db!"));
        Assert.Equal("db=v1?, web=v2", Wanted());
    }

    [Fact]
    public void Update_OneNameTwice_NeitherIsTakenAndWhatRanStays()
    {
        Tell(File("a.json", "web v1"));
        Tell(File("a.json", "web v2"), File("b.json", "web v3"));
        Assert.Equal("web=v1?", Wanted());
        Assert.Equal("invalid", Report("a.json").State);
        Assert.Equal("invalid", Report("b.json").State);
        Assert.False(MayPrune("web"));
        Tell(File("b.json", "web v3"));
        Assert.Equal("web=v3", Wanted());
    }

    [Fact]
    public void Update_OneNameTwiceFromTheStart_IsNotCreatedNorPruned()
    {
        Tell(File("a.json", "web v1"), File("b.json", "web v2"));
        Assert.Equal("", Wanted());
        Assert.False(MayPrune("web"));
        Assert.True(MayPrune("stranger"));
    }

    [Fact]
    public void Update_OneNameTwice_OthersOfTheFileAreTaken()
    {
        Tell(File("a.json", "web v1\ndb v1"), File("b.json", "web v2"));
        Assert.Equal("db=v1", Wanted());
    }

    [Fact]
    public void Update_UnitNameTaken_TheNewOneIsRefused()
    {
        Tell(File("a.json", "web v1 unit=u"));
        Tell(File("a.json", "web v1 unit=u"), File("b.json", "db v1 unit=u"));
        Assert.Equal("web=v1?", Wanted());
    }

    [Fact]
    public void Update_UnitNameOfALastGoodVersion_IsStillTaken()
    {
        Tell(File("a.json", "web v1 unit=u"));
        Tell(File("a.json", "web!"), File("b.json", "db v1 unit=u"));
        Assert.Equal("web=v1?", Wanted());
        Assert.Equal("invalid", Report("b.json").State);
    }

    [Fact]
    public void Update_RejectedEditFreesNoUnitName_TheRestIsCheckedAgain()
    {
        // web's edit is refused for its double name; its last good version still holds unit u, which db wants.
        Tell(File("a.json", "web v1 unit=u"));
        Tell(File("a.json", "web v2 unit=other"), File("b.json", "web v3"), File("c.json", "db v1 unit=u"));
        Assert.Equal("web=v1?", Wanted());
        Assert.Equal("invalid", Report("c.json").State);
    }

    [Fact]
    public void Update_NewCycle_KeepsTheLastGoodVersions()
    {
        Tell(File("a.json", "web v1 after=db"), File("b.json", "db v1"));
        Tell(File("a.json", "web v1 after=db"), File("b.json", "db v2 after=web"));
        Assert.Equal("db=v1?, web=v1?", Wanted());
        Tell(File("a.json", "web v1 after=db"), File("b.json", "db v2"));
        Assert.Equal("db=v2, web=v1", Wanted());
    }

    [Fact]
    public void Update_NotEverySourceHeard_PrunesNothing()
    {
        Start("/m", "/n");
        Tell();
        Assert.False(_store.Current.AllSourcesSynced);
        Assert.False(MayPrune("stranger"));
        Assert.Equal("waiting", _store.Current.Report.Sources[1].State);
        Assert.True(Tell("/n", SourceState.Ready).PruningWidened);
        Assert.True(MayPrune("stranger"));
    }

    [Theory]
    [InlineData((int)SourceStateKind.Missing, "missing")]
    [InlineData((int)SourceStateKind.Unreadable, "unreadable")]
    [InlineData((int)SourceStateKind.ForeignFilesystem, "foreignFilesystem")]
    public void Update_SourceNotReady_PrunesNothingAndKeepsWhatRan(int kind, string word)
    {
        Start("/m", "/n");
        Tell(File("/m/a.json", "web v1"));
        Tell("/n", SourceState.Ready, File("/n/b.json", "db v1"));
        Tell("/n", new SourceState((SourceStateKind)kind, "mount it"), Gone("/n/b.json", "db v1"));
        Tell();
        Assert.Equal("db=v1?, web=v1?", Wanted());
        Assert.False(MayPrune("stranger"));
        Assert.Equal(word, _store.Current.Report.Sources[1].State);
        Assert.Equal("mount it", _store.Current.Report.Sources[1].Message);

        Tell("/n", SourceState.Ready, File("/n/b.json", "db v1"));
        Assert.Equal("db=v1", Wanted());
        Assert.True(MayPrune("web"));
    }

    [Fact]
    public void Update_SourceMissing_AnotherMayTakeItsWorkload()
    {
        Start("/m", "/n");
        Tell(File("/m/a.json", "web v1"));
        Tell("/n", SourceState.Ready);
        Tell("/m", new SourceState(SourceStateKind.Missing, "gone"), Gone("/m/a.json", "web v1"));
        Tell("/n", SourceState.Ready, File("/n/a.json", "web v2"));
        Assert.Equal("web=v2", Wanted());
    }

    [Fact]
    public void Restart_BrokenManifest_StaysWantedFromDisk()
    {
        Tell(File("a.json", "web v1"));
        Tell(File("a.json", "web!"));
        Start("/m");
        Assert.Equal("", Wanted());
        Tell(File("a.json", "web!"));
        Assert.Equal("web=v1?", Wanted());
    }

    [Fact]
    public void Restart_DirectoryMissing_StaysWantedFromDisk()
    {
        Tell(File("a.json", "web v1"));
        Start("/m");
        Tell("/m", new SourceState(SourceStateKind.Missing, "gone"));
        Assert.Equal("web=v1?", Wanted());
        Assert.False(_store.Current.AllSourcesSynced);
    }

    [Fact]
    public void Restart_FileGone_IsPruned()
    {
        Tell(File("a.json", "web v1"));
        Start("/m");
        Tell();
        Assert.Equal("", Wanted());
        Assert.True(MayPrune("web"));
    }

    [Fact]
    public void Restart_OneNameTwiceInTwoSources_TheOneThatRanWaitsForItsSource()
    {
        Start("/m", "/n");
        Tell();
        Tell("/n", SourceState.Ready, File("/n/b.json", "web v1"));
        Start("/m", "/n");
        Tell(File("/m/a.json", "web v2"));
        Assert.Equal("", Wanted());
        Tell("/n", SourceState.Ready, File("/n/b.json", "web v1"));
        Assert.Equal("web=v1?", Wanted());
    }

    [Fact]
    public void Pruned_ForgetsTheVersionOnDisk()
    {
        Tell(File("a.json", "web v1"));
        Tell();
        Assert.True(System.IO.File.Exists(_temporary["desired/web.json"]));
        _store.Pruned(new WorkloadKey("web"));
        Assert.False(System.IO.File.Exists(_temporary["desired/web.json"]));
    }

    [Fact]
    public void Pruned_WantedAgainMeanwhile_ForgetsNothing()
    {
        Tell(File("a.json", "web v1"));
        _store.Pruned(new WorkloadKey("web"));
        Assert.True(System.IO.File.Exists(_temporary["desired/web.json"]));
        Assert.Equal("web=v1", Wanted());
    }

    [Fact]
    public void Update_UnknownSource_IsOurMistake() => Assert.Throws<ArgumentException>(() => Tell("/other", SourceState.Ready));

    [Fact]
    public void Report_RoundTripsAsJson()
    {
        Tell(File("a.json", "web v1"), File("b.json", "db!"), Gone("c.json", "x v1"), Unreadable("d.json") with { Settling = true });
        byte[] json = _store.Current.Report.ToUtf8();
        Assert.Contains("\"sources\"", Encoding.UTF8.GetString(json), StringComparison.Ordinal);
        var files = SourcesReport.Parse(json).Sources.Single().Files;
        Assert.Equal(["valid", "invalid", "missing", "writing"], [.. files.Select(file => file.State)]);
        Assert.Equal(1, files[1].Errors.Single().Line);
    }

    [Fact]
    public void Update_WithTheRealCheck_MapsErrorsToWorkloads()
    {
        var rules = TinyManifests.Rules with { Check = files => ManifestSet.Check(files, unknownDependencyIsError: false) };
        var lastGood = new LastGoodStore(_temporary["desired"], rules);
        lastGood.Load();
        _store = new DesiredStore(["/m"], lastGood, rules);
        Tell(File("a.json", "web v1\nalone v1 after=nowhere"));
        Tell(File("a.json", "web v2\nalone v1 after=nowhere"), File("b.json", "web v3\ndb v1"));
        Assert.Equal("alone=v1, db=v1, web=v1?", Wanted());
        Assert.Contains(Report("a.json").Errors, error => error.Warning);
    }
}
