using static OciReconciler.UnitTests.Desired.DesiredHarness;

namespace OciReconciler.UnitTests.Desired;

public sealed class DesiredPruningTests : IDisposable
{
    private readonly DesiredHarness _desired = new();

    public void Dispose() => _desired.Dispose();

    [Fact]
    public void Update_FileGone_IsReleasedAndMayBePruned()
    {
        _desired.Report(File("a.json", "web v1"), File("b.json", "db v1"));
        _desired.Report(Gone("a.json", "web v1"), File("b.json", "db v1"));
        Assert.Equal("db=v1, web=v1", _desired.Wanted());
        Assert.False(_desired.MayPrune("web"));
        var update = _desired.Report(File("b.json", "db v1"));
        Assert.Equal("web", Keys(update));
        Assert.Equal("web", Assert.Single(update.Removable!.Value).Name);
        Assert.True(_desired.MayPrune("web"));
        Assert.False(_desired.MayPrune("db"));
    }

    [Fact]
    public void Update_FileGone_IsUndeclaredUntilPruned()
    {
        var web = new WorkloadKey("web");
        _desired.Report(File("a.json", "web v1"));
        Assert.Empty(_desired.Store.Current.Undeclared);
        _desired.Report();
        Assert.Equal("v1", _desired.Store.Current.Undeclared[web].Spec.Image);
        Assert.Equal("a.json", _desired.Store.Current.Undeclared[web].File);
        _desired.Store.Pruned(web);
        Assert.Empty(_desired.Store.Current.Undeclared);
    }

    [Fact]
    public void Update_RemovedFromAList_IsReleased()
    {
        _desired.Report(File("a.json", "web v1\ndb v1"));
        _desired.Report(File("a.json", "db v1"));
        Assert.Equal("db=v1", _desired.Wanted());
        Assert.True(_desired.MayPrune("web"));
    }

    [Fact]
    public void Update_BrokenFileBeside_HoldsWhatWouldBePruned()
    {
        _desired.Report(File("a.json", "web v1"), File("b.json", "db v1"));
        _desired.Report(File("b.json", "db!"));
        Assert.Equal("db=v1?, web=v1?", _desired.Wanted());
        Assert.Contains("b.json", _desired.Workload("web").Problems.Single().Message, StringComparison.Ordinal);
        Assert.False(_desired.MayPrune("orphan"));
        _desired.Report(File("b.json", "db v2"));
        Assert.Equal("db=v2", _desired.Wanted());
        Assert.True(_desired.MayPrune("web"));
        Assert.True(_desired.MayPrune("orphan"));
    }

    [Fact]
    public void Update_BrokenFileOfAnotherSource_HoldsOnlyItsOwnAndTheUnknown()
    {
        _desired.Start("/m", "/n");
        _desired.Report(File("/m/a.json", "web v1"));
        _desired.Report("/n", SourceState.Ready, File("/n/b.json", "db v1"));
        _desired.Report("/n", SourceState.Ready, File("/n/b.json", "db!"));
        _desired.Report();
        Assert.Equal("db=v1?", _desired.Wanted());
        Assert.True(_desired.MayPrune("web"));
        Assert.False(_desired.MayPrune("orphan"));
    }

    [Fact]
    public void Update_Renamed_StaysWantedWithoutABreak()
    {
        _desired.Report(File("a.json", "web v1"));
        Assert.Equal("web", Keys(_desired.Report(Gone("a.json", "web v1"), File("b.json", "web v1"))));
        Assert.Equal("web=v1", _desired.Wanted());
        Assert.Equal("b.json", _desired.Workload("web").File);
        Assert.Equal(1, _desired.Workload("web").Generation);
        Assert.Empty(_desired.Report(File("b.json", "web v1")).Changed);
        Assert.False(_desired.MayPrune("web"));
    }

    [Fact]
    public void Update_RenamedBesideABrokenFile_TakesTheNewVersion()
    {
        _desired.Report(File("a.json", "web v1"), File("x.json", "db v1"));
        _desired.Report(File("b.json", "web v2"), File("x.json", "db!"));
        Assert.Equal("db=v1?, web=v2", _desired.Wanted());
    }

    [Fact]
    public void Update_NotEverySourceHeard_PrunesNothing()
    {
        _desired.Start("/m", "/n");
        _desired.Report();
        Assert.False(_desired.Store.Current.AllSourcesSynced);
        Assert.False(_desired.MayPrune("orphan"));
        Assert.Equal("waiting", _desired.Store.Current.Report.Sources[1].State);
        Assert.Null(_desired.Report("/n", SourceState.Ready).Removable);
        Assert.True(_desired.MayPrune("orphan"));
    }

    [Theory]
    [InlineData((int)SourceStateKind.Missing, "missing")]
    [InlineData((int)SourceStateKind.Unreadable, "unreadable")]
    [InlineData((int)SourceStateKind.ForeignFilesystem, "foreignFilesystem")]
    public void Update_SourceNotReady_PrunesNothingAndKeepsWhatRan(int kind, string word)
    {
        _desired.Start("/m", "/n");
        _desired.Report(File("/m/a.json", "web v1"));
        _desired.Report("/n", SourceState.Ready, File("/n/b.json", "db v1"));
        _desired.Report("/n", new SourceState((SourceStateKind)kind, "mount it"), Gone("/n/b.json", "db v1"));
        _desired.Report();
        Assert.Equal("db=v1?, web=v1?", _desired.Wanted());
        Assert.False(_desired.MayPrune("orphan"));
        Assert.Equal(word, _desired.Store.Current.Report.Sources[1].State);
        Assert.Equal("mount it", _desired.Store.Current.Report.Sources[1].Message);

        _desired.Report("/n", SourceState.Ready, File("/n/b.json", "db v1"));
        Assert.Equal("db=v1", _desired.Wanted());
        Assert.True(_desired.MayPrune("web"));
    }

    [Fact]
    public void Update_UnknownSource_IsOurMistake() => Assert.Throws<ArgumentException>(() => _desired.Report("/other", SourceState.Ready));
}
