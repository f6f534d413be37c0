using OciReconciler.Reporting;
using OciReconciler.UnitTests.Desired;
using OciReconciler.UnitTests.Events;

namespace OciReconciler.UnitTests.Control;

public sealed class SourcesReporterTests : IDisposable
{
    private readonly DesiredHarness _desired = new();
    private readonly RecorderFixture _events = new();
    private readonly SourcesReporter _sut;

    public SourcesReporterTests() => _sut = new SourcesReporter(
        _desired.Store,
        new SourcesWriter(Path, new PublishedFiles(NullLogger<PublishedFiles>.Instance), _events.Recorder),
        "/var/lib/oci-reconciler",
        _ => null,
        _desired.Time);

    private string Path => System.IO.Path.Combine(_events.Directory, "sources.json");

    public void Dispose()
    {
        _sut.Dispose();
        _desired.Dispose();
        _events.Dispose();
    }

    [Fact]
    public void PublishSoon_OneAfterTheOther_TheNewestIsThereAMomentLater()
    {
        List("web v1");
        Assert.Contains("/m/a.json", Read(), StringComparison.Ordinal);
        List("web v1!");
        List("web!");
        Assert.DoesNotContain("invalid", Read(), StringComparison.Ordinal);
        _desired.Time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Contains("invalid", Read(), StringComparison.Ordinal);
    }

    [Fact]
    public void Publish_NothingIsAnother_OnlyWhatSomebodyChangedIsWrittenAnew()
    {
        List("web v1");
        var written = Stat();
        _sut.Publish();
        Assert.Equal(written, Stat());
        File.WriteAllText(Path, "null");
        _sut.Publish();
        Assert.Contains("/m/a.json", Read(), StringComparison.Ordinal);
        File.Delete(Path);
        _sut.Publish();
        Assert.True(File.Exists(Path));
    }

    private void List(string line)
    {
        _desired.Report(DesiredHarness.File("/m/a.json", line));
        _sut.PublishSoon();
    }

    private string Read() => File.ReadAllText(Path);

    private FileStat Stat()
    {
        Assert.Equal(0, OciReconciler.Files.FileStat.OfPath(Path, out var stat));
        return stat;
    }
}
