using static OciReconciler.UnitTests.Desired.DesiredHarness;

namespace OciReconciler.UnitTests.Desired;

public sealed class DesiredRestartTests : IDisposable
{
    private readonly DesiredHarness _desired = new();

    public void Dispose() => _desired.Dispose();

    [Fact]
    public void Restart_BrokenManifest_StaysWantedFromDisk()
    {
        _desired.Report(File("a.json", "web v1"));
        _desired.Report(File("a.json", "web!"));
        _desired.Start("/m");
        Assert.Equal("", _desired.Wanted());
        _desired.Report(File("a.json", "web!"));
        Assert.Equal("web=v1?", _desired.Wanted());
    }

    [Fact]
    public void Restart_DirectoryMissing_StaysWantedFromDisk()
    {
        _desired.Report(File("a.json", "web v1"));
        _desired.Start("/m");
        _desired.Report("/m", new SourceState(SourceStateKind.Missing, "gone"));
        Assert.Equal("web=v1?", _desired.Wanted());
        Assert.False(_desired.Store.Current.AllSourcesSynced);
    }

    [Fact]
    public void Restart_FileGone_IsPruned()
    {
        _desired.Report(File("a.json", "web v1"));
        _desired.Start("/m");
        _desired.Report();
        Assert.Equal("", _desired.Wanted());
        Assert.True(_desired.MayPrune("web"));
    }

    [Fact]
    public void Restart_EarlierSourceDeclaresWhatALaterOneRan_TheEarlierHasIt()
    {
        _desired.Start("/m", "/n");
        _desired.Report();
        _desired.Report("/n", SourceState.Ready, File("/n/b.json", "web v1"));
        _desired.Start("/m", "/n");
        _desired.Report(File("/m/a.json", "web v2"));
        Assert.Equal("web=v2", _desired.Wanted());
        _desired.Report("/n", SourceState.Ready, File("/n/b.json", "web v1"));
        Assert.Equal("web=v2", _desired.Wanted());
    }

    [Fact]
    public void Restart_LaterSourceIsHeardFirst_TheOneThatRanWaitsForItsSource()
    {
        _desired.Start("/m", "/n");
        _desired.Report(File("/m/a.json", "web v1"));
        _desired.Report("/n", SourceState.Ready, File("/n/b.json", "web v2"));
        _desired.Start("/m", "/n");
        _desired.Report("/n", SourceState.Ready, File("/n/b.json", "web v2"));
        Assert.Equal("", _desired.Wanted());
        Assert.False(_desired.MayPrune("web"));
        _desired.Report(File("/m/a.json", "web!"));
        Assert.Equal("web=v1?", _desired.Wanted());
    }

    [Fact]
    public void Pruned_ForgetsTheVersionOnDisk()
    {
        _desired.Report(File("a.json", "web v1"));
        _desired.Report();
        Assert.True(System.IO.File.Exists(_desired.Temporary["desired/web.json"]));
        _desired.Store.Pruned(new WorkloadKey("web"));
        Assert.False(System.IO.File.Exists(_desired.Temporary["desired/web.json"]));
    }

    [Fact]
    public void Pruned_WantedAgainMeanwhile_ForgetsNothing()
    {
        _desired.Report(File("a.json", "web v1"));
        _desired.Store.Pruned(new WorkloadKey("web"));
        Assert.True(System.IO.File.Exists(_desired.Temporary["desired/web.json"]));
        Assert.Equal("web=v1", _desired.Wanted());
    }

    [Fact]
    public void Report_RoundTripsAsJson()
    {
        _desired.Report(
            File("a.json", "web v1"), File("b.json", "db!"), Gone("c.json", "x v1"), Unreadable("d.json") with { Settling = true });
        byte[] json = _desired.Store.Current.Report.ToUtf8();
        Assert.Contains("\"sources\"", Encoding.UTF8.GetString(json), StringComparison.Ordinal);
        var files = SourcesReport.Parse(json).Sources.Single().Files;
        Assert.Equal(["valid", "invalid", "missing", "writing"], [.. files.Select(file => file.State)]);
        Assert.Equal(1, files[1].Errors.Single().Line);
    }
}
