using OciReconciler.Configuration;
using OciReconciler.Model.Status;
using OciReconciler.Schedules;
using OciReconciler.Sync;
using OciReconciler.UnitTests.Sources;

namespace OciReconciler.UnitTests.Sync;

/// <summary>What is said of a revision in force that is not applied.</summary>
public sealed class RevisionFailingTests : IDisposable
{
    private readonly SyncHarness _harness = new();
    private Func<WorkloadKey, WorkloadStatus> _status = SyncHarness.Late;

    public RevisionFailingTests() => _harness.Find = key => new WantedWorkload(SyncHarness.Name, true, 1, _status(key));

    public void Dispose() => _harness.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Revision_Fails_IsWrongAndToldOnceUntilItIsApplied(bool restarts)
    {
        var pushed = _harness.Repository.Push(("web.json", "web nginx:1"));
        _harness.Start();
        _harness.Poll();
        Assert.Equal(("failed", Reasons.RevisionFailing), (_harness.Report.State, _harness.Report.Error!.Reason));
        Assert.EndsWith(
            "is in force. It does not become ready. web: ProgressDeadlineExceeded: It was not ready within 300 s.",
            _harness.Report.Error.Message, StringComparison.Ordinal);
        Assert.Equal((true, pushed), (_harness.Notices[^1].SourceIsWrong, _harness.Notices[^1].Commit!.Id));
        if (restarts)
            _harness.Restart();
        // It is started again meanwhile.
        _status = key => SyncHarness.Ready(key) with { InSync = false };
        _harness.Poll();
        Assert.Equal(("accepted", "waits for web"), (_harness.Report.State, _harness.Report.Outstanding));
        _status = SyncHarness.Late;
        _harness.Pass(TimeSpan.FromHours(2));
        Assert.Equal("RevisionAccepted RevisionFailing", _harness.Events);

        _status = SyncHarness.Ready;
        _harness.Poll();
        Assert.Equal(("applied", null, ""), (_harness.Report.State, _harness.Report.Error, _harness.Report.Outstanding));
        Assert.Equal("RevisionAccepted RevisionFailing RevisionApplied", _harness.Events);
        Assert.False(_harness.Notices[^1].SourceIsWrong);
    }

    [Fact]
    public void Revision_FailsAndANewerOneIsPushed_EndsWithThat()
    {
        _harness.Repository.Push(("web.json", "web nginx:1"));
        _harness.Start();
        _harness.Poll();
        _status = key => SyncHarness.Ready(key) with { InSync = false };
        _harness.Push(("web.json", "web nginx:2"));
        Assert.Equal(("accepted", null), (_harness.Report.State, _harness.Report.Error));
        Assert.Equal("RevisionAccepted RevisionFailing RevisionAccepted", _harness.Events);
    }

    /// <summary>One that has an obstacle tells more than one that is only not ready yet.</summary>
    [Fact]
    public void Revision_IsNotApplied_SaysWhatItWaitsFor()
    {
        _status = key => key.Name == "web" ? SyncHarness.Unprepared(key) : SyncHarness.Ready(key) with { InSync = false };
        _harness.Find = key => new WantedWorkload(SyncHarness.Name, true, 1, _status(key)) { Deadline = TimeSpan.FromMinutes(5) };
        _harness.Repository.Push(("db.json", "db postgres:1"), ("web.json", "web nginx:1"));
        _harness.Start();
        Assert.Equal(
            ("accepted", "waits for web, and 1 more: ImagePullFailed: There is no such image."),
            (_harness.Report.State, _harness.Report.Outstanding));

        _status = key => SyncHarness.Ready(key) with
        {
            Conditions = [Condition.True(ConditionTypes.Progressing, "Pulling", "It is pulled.")],
            InSync = false,
        };
        _harness.Poll();
        Assert.Equal("waits for db, and 1 more: Pulling: It is pulled.", _harness.Report.Outstanding);
    }

    [Fact]
    public void Revision_WaitsForAFreeze_IsReportedWithSubjectAndCommand()
    {
        _status = SyncHarness.Ready;
        _harness.Repository.Push(("web.json", "web nginx:1"));
        _harness.Start();
        _harness.Frozen.Add(SyncHarness.Name);
        var second = _harness.Push(("web.json", "web nginx:2"));
        Assert.Equal(second.Digits, _harness.Report.Waiting!.Commit);
        Assert.StartsWith($"fleet@{second.Abbreviated} (\"", _harness.Report.WaitingMessage, StringComparison.Ordinal);
        Assert.EndsWith(
            "waits until somebody ends the freeze: oci-reconciler unfreeze fleet", _harness.Report.WaitingMessage,
            StringComparison.Ordinal);
        Assert.Equal(_harness.Report.WaitingMessage, _harness.Sync()!.Message);
    }

    [Fact]
    public void Hold_OfAWindow_SaysWhenItOpensAsAllTimesAreSaid()
    {
        using var disk = new TemporaryDirectory();
        var windows = ApplyWindows.Of(new GitSourceOptions
        {
            ApplyWindows =
            [
                new ApplyWindowOptions { Kind = WindowKind.Allow, Cron = "0 2 * * *", Duration = "1h", TimeZone = "Europe/Berlin" },
            ],
        });
        var now = new DateTimeOffset(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);
        var gate = new RevisionGate("fleet", new FreezeFiles(disk["frozen"]), windows, new FakeTimeProvider(now));
        Assert.StartsWith(
            "waits for its window, which opens at 2026-11-29 01:00:00Z; ", gate.HoldOf(now)!.Message, StringComparison.Ordinal);
    }
}
