using OciReconciler.Images;
using OciReconciler.Model.Events;
using OciReconciler.Reporting.Progress;
using OciReconciler.UnitTests.Events;

namespace OciReconciler.UnitTests.Reporting;

public sealed class TransferReporterTests : IDisposable
{
    private const string Image = "registry.test/web:1";

    private readonly RecorderFixture _fixture = new() { HasJournal = false };
    private readonly PrepareLog _notes;

    public TransferReporterTests() => _notes = new PrepareLog(
        new TransferReporter(RecorderFixture.Web, _fixture.Recorder, new ProgressLine(null, () => 80, _fixture.Time), () => { },
            _fixture.Time));

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void Pull_ReportsBeginEndAndProgressEachTenSeconds()
    {
        using (var transfer = _notes.Begin(TransferKind.Pull, Image))
        {
            for (var tenths = 1; tenths <= 250; tenths++)
            {
                _fixture.Time.Advance(TimeSpan.FromSeconds(0.1));
                transfer.Report(new ImageProgress(tenths * 200_000L, 50_000_000) { LayersDone = 1, LayersKnown = 3 });
            }

            transfer.Succeed();
        }

        Assert.Equal(
            [
                $"Information: web: Pulling: Pulling {Image}",
                $"Information: web: Pulling: Pulling {Image}: 1 of 3 layers, 20.0 MB of 50.0 MB",
                $"Information: web: Pulling: Pulling {Image}: 1 of 3 layers, 40.0 MB of 50.0 MB",
                $"Information: web: Pulled: Pulled {Image}, 50.0 MB in 25.0 s",
            ],
            _fixture.Log);
        Assert.Equal([("Pulling", 3), ("Pulled", 1)], _fixture.Read().Select(kept => (kept.Reason, kept.Count)));
    }

    [Fact]
    public void Load_ThatFails_HasNoEnd()
    {
        using (var transfer = _notes.Begin(TransferKind.Load, "/srv/web.tar"))
            transfer.Report(new ImageProgress(10, 20));
        Assert.Equal(["Information: web: LoadingImage: Loading /srv/web.tar"], _fixture.Log);
    }

    [Fact]
    public void Load_Ends_WithItsSize()
    {
        using (var transfer = _notes.Begin(TransferKind.Load, "/srv/web.tar"))
        {
            transfer.Report(new ImageProgress(2_000_000, 2_000_000));
            _fixture.Time.Advance(TimeSpan.FromSeconds(1.5));
            transfer.Succeed();
        }

        Assert.Equal("Information: web: LoadedImage: Loaded /srv/web.tar, 2.0 MB in 1.5 s", _fixture.Log[^1]);
    }

    [Fact]
    public void WarningAndWaiting_AreEvents()
    {
        _notes.Warn(Reasons.LoginFailed, "login failed: 401.");
        _notes.ReportWaiting(TransferKind.Pull, Image);
        Assert.Equal(
            ["Warning: web: LoginFailed: login failed: 401.",
                $"Information: web: Pulling: Waiting for {Image}, which is on its way for another workload"], _fixture.Log);
        Assert.Equal(EventType.Warning, _fixture.Read()[0].Type);
    }
}
