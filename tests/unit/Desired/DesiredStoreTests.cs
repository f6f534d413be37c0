using OciReconciler.UnitTests.Sources;
using static OciReconciler.UnitTests.Desired.DesiredHarness;

namespace OciReconciler.UnitTests.Desired;

public sealed class DesiredStoreTests : IDisposable
{
    private readonly DesiredHarness _desired = new();

    public void Dispose() => _desired.Dispose();

    [Fact]
    public void Update_Valid_IsWantedAndReported()
    {
        Assert.Equal("db,web", Keys(_desired.Report(File("a.json", "web v1"), File("b.json", "db v1"))));
        Assert.Equal("db=v1, web=v1", _desired.Wanted());
        Assert.Equal("valid", _desired.Report("a.json").State);
        Assert.Equal(["web"], _desired.Report("a.json").Workloads);
        Assert.True(_desired.Store.Current.AllSourcesSynced);
    }

    [Fact]
    public void Update_NothingNew_ChangesNothing()
    {
        _desired.Report(File("a.json", "web v1"));
        var again = _desired.Report(File("a.json", "web v1"));
        Assert.Empty(again.Changed);
        Assert.Empty(again.Removable!);
    }

    [Fact]
    public void Update_DiskFails_IsToldAndTriedAgain()
    {
        var failed = 0;
        _desired.Store.SaveFailed += (_, _) => failed++;
        _desired.Report(File("a.json", "web v1"));
        Assert.Equal((0, false), (failed, _desired.Store.HasUnsaved));
        _desired.Temporary.Make("desired/db.json");
        _desired.Report(File("a.json", "web v1"), File("b.json", "db v1"));
        Assert.Equal((1, true), (failed, _desired.Store.HasUnsaved));
        Directory.Delete(_desired.Temporary["desired/db.json"]);
        Assert.True(_desired.Store.SaveUnsaved());
        Assert.False(_desired.Store.HasUnsaved);
    }

    [Fact]
    public void Update_Edited_RaisesTheGenerationOfThatOneAlone()
    {
        _desired.Report(File("a.json", "web v1"), File("b.json", "db v1"));
        Assert.Equal("web", Keys(_desired.Report(File("a.json", "web v2"), File("b.json", "db v1"))));
        Assert.Equal(2, _desired.Workload("web").Generation);
        Assert.Equal(1, _desired.Workload("db").Generation);
    }

    [Fact]
    public void Update_Broken_KeepsTheLastValidVersionWithItsProblem()
    {
        _desired.Report(File("a.json", "web v1"));
        Assert.Equal("web", Keys(_desired.Report(File("a.json", "web v2!"))));
        Assert.Equal("web=v1?", _desired.Wanted());
        Assert.Contains("not a tiny manifest", _desired.Workload("web").Problems.Single().Message, StringComparison.Ordinal);
        Assert.Equal("invalid", _desired.Report("a.json").State);
        Assert.Equal(["web"], _desired.Report("a.json").Workloads);
        Assert.Equal("web", Keys(_desired.Report(File("a.json", "web v3"))));
        Assert.Equal("web=v3", _desired.Wanted());
    }

    [Fact]
    public void Update_Unreadable_KeepsTheLastValidVersion()
    {
        _desired.Report(File("a.json", "web v1"));
        _desired.Report(Unreadable("a.json", "web v1"));
        Assert.Equal("web=v1?", _desired.Wanted());
        Assert.Equal("unreadable", _desired.Report("a.json").State);
        Assert.Equal("cannot be opened", _desired.Report("a.json").Errors.Single().Message);
    }

    [Fact]
    public void Update_BrokenAndNew_IsOnlyReported()
    {
        _desired.Report(File("a.json", "web v1"), File("b.json", "db!"));
        Assert.Equal("web=v1", _desired.Wanted());
        Assert.Empty(_desired.Report("b.json").Workloads);
        Assert.Equal("invalid", _desired.Report("b.json").State);
    }

    [Fact]
    public void Update_OneNameTwice_NeitherIsTakenAndWhatRanStays()
    {
        _desired.Report(File("a.json", "web v1"));
        _desired.Report(File("a.json", "web v2"), File("b.json", "web v3"));
        Assert.Equal("web=v1?", _desired.Wanted());
        Assert.Equal("invalid", _desired.Report("a.json").State);
        Assert.Equal("invalid", _desired.Report("b.json").State);
        Assert.False(_desired.MayPrune("web"));
        _desired.Report(File("b.json", "web v3"));
        Assert.Equal("web=v3", _desired.Wanted());
    }

    [Fact]
    public void Update_OneNameTwiceFromTheStart_IsNotCreatedNorPruned()
    {
        _desired.Report(File("a.json", "web v1"), File("b.json", "web v2"));
        Assert.Equal("", _desired.Wanted());
        Assert.False(_desired.MayPrune("web"));
        Assert.True(_desired.MayPrune("orphan"));
    }

    [Fact]
    public void Update_OneNameTwice_OthersOfTheFileAreTaken()
    {
        _desired.Report(File("a.json", "web v1\ndb v1"), File("b.json", "web v2"));
        Assert.Equal("db=v1", _desired.Wanted());
    }

    [Fact]
    public void Update_UnitNameTaken_TheNewOneIsRefused()
    {
        _desired.Report(File("a.json", "web v1 unit=u"));
        _desired.Report(File("a.json", "web v1 unit=u"), File("b.json", "db v1 unit=u"));
        Assert.Equal("web=v1?", _desired.Wanted());
    }

    [Fact]
    public void Update_UnitNameOfALastValidVersion_IsStillTaken()
    {
        _desired.Report(File("a.json", "web v1 unit=u"));
        _desired.Report(File("a.json", "web!"), File("b.json", "db v1 unit=u"));
        Assert.Equal("web=v1?", _desired.Wanted());
        Assert.Equal("invalid", _desired.Report("b.json").State);
    }

    [Fact]
    public void Update_RejectedEditFreesNoUnitName_TheRestIsCheckedAgain()
    {
        // web's edit is refused for its double name; its last valid version still holds unit u, which db wants.
        _desired.Report(File("a.json", "web v1 unit=u"));
        _desired.Report(File("a.json", "web v2 unit=other"), File("b.json", "web v3"), File("c.json", "db v1 unit=u"));
        Assert.Equal("web=v1?", _desired.Wanted());
        Assert.Equal("invalid", _desired.Report("c.json").State);
    }

    [Fact]
    public void Update_NewCycle_KeepsTheLastValidVersions()
    {
        _desired.Report(File("a.json", "web v1 after=db"), File("b.json", "db v1"));
        _desired.Report(File("a.json", "web v1 after=db"), File("b.json", "db v2 after=web"));
        Assert.Equal("db=v1?, web=v1?", _desired.Wanted());
        _desired.Report(File("a.json", "web v1 after=db"), File("b.json", "db v2"));
        Assert.Equal("db=v2, web=v1", _desired.Wanted());
    }

    [Fact]
    public void Update_WithTheRealCheck_MapsErrorsToWorkloads()
    {
        var rules = TinyManifests.Rules with { Check = files => ManifestSet.Find(files, unknownDependencyIsError: false) };
        var lastValid = new LastValidRevisions(_desired.Temporary["desired"], rules, StateFiles.ReadOnly);
        lastValid.Load();
        _desired.Store = new DesiredStore(["/m"], lastValid, rules, new RemovalGuard(null, TimeProvider.System));
        _desired.Report(File("a.json", "web v1\nalone v1 after=nowhere"));
        _desired.Report(File("a.json", "web v2\nalone v1 after=nowhere"), File("b.json", "web v3\ndb v1"));
        Assert.Equal("alone=v1, db=v1, web=v1?", _desired.Wanted());
        Assert.Contains(_desired.Report("a.json").Errors, error => error.Warning);
    }
}
