using OciReconciler.Configuration;
using OciReconciler.Git;
using OciReconciler.Hooks;
using OciReconciler.Sync;

namespace OciReconciler.UnitTests.Sync;

/// <summary>When a revision counts as applied, and when it is given up.</summary>
public sealed class RevisionOutcomeTests : IDisposable
{
    private readonly SyncHarness _harness = new();
    private bool _isLate;
    private bool _isReady = true;

    public RevisionOutcomeTests() => _harness.Find = key => new WantedWorkload(SyncHarness.Name, true, 1, StatusOf(key));

    public void Dispose() => _harness.Dispose();

    [Fact]
    public void Revision_BeforeItsWorkloadsAreReady_IsNotApplied()
    {
        _isReady = false;
        _harness.Repository.Push(("web.json", "web nginx:1"));
        _harness.Start();
        _harness.Poll();
        Assert.Equal(("accepted", null), (_harness.Report.State, _harness.Report.Applied));

        _isReady = true;
        _harness.Source.StatusPublished();
        _harness.Pass(TimeSpan.FromSeconds(3));
        Assert.Equal("applied", _harness.Report.State);
        Assert.Equal(_harness.Report.Applied!.At, _harness.Now, TimeSpan.FromSeconds(3));
    }

    [Fact]
    public void Revision_WhileTheOneBeforeIsNotReady_EndsTheWaitForIt()
    {
        _isReady = false;
        _harness.Repository.Push(("web.json", "web nginx:1"));
        _harness.Start();
        var request = _harness.Requests.Ask(SyncHarness.Name, now: false, allowRewind: false);
        _harness.Poll();
        Assert.Null(_harness.Requests.Outcome(SyncHarness.Name, request.Id));
        var second = _harness.Push(("web.json", "web nginx:2"));
        _isReady = true;
        _harness.Poll();

        Assert.Equal(second.Digits, _harness.Report.Applied!.Commit);
        Assert.True(_harness.Requests.Outcome(SyncHarness.Name, request.Id)!.Succeeded);
        Assert.Equal("RevisionAccepted RevisionAccepted RevisionApplied", _harness.Events);
    }

    /// <summary>What was wrong with the revision before is no outcome of the one that mends it.</summary>
    [Fact]
    public void Sync_AfterARevisionThatFails_WaitsForTheNewOne()
    {
        _isLate = true;
        _harness.Repository.Push(("web.json", "web nginx:1"));
        _harness.Start();
        _harness.Pass(TimeSpan.FromSeconds(5));
        _harness.Repository.Push(("web.json", "web nginx:2"));
        var request = _harness.Requests.Ask(SyncHarness.Name, now: false, allowRewind: false);
        _harness.Find = key => new WantedWorkload(
            SyncHarness.Name, true, 1, _harness.Declared == "web nginx:1" ? SyncHarness.Late(key) : null);
        _harness.Pass(TimeSpan.FromSeconds(20));
        Assert.Equal("web nginx:2", _harness.Declared);
        Assert.Null(_harness.Requests.Outcome(SyncHarness.Name, request.Id));

        _harness.Find = key => new WantedWorkload(SyncHarness.Name, true, 1, SyncHarness.Ready(key));
        _harness.Pass(TimeSpan.FromSeconds(20));
        Assert.True(_harness.Requests.Outcome(SyncHarness.Name, request.Id)!.Succeeded);
    }

    [Fact]
    public void Forge_ThatIsSlow_DelaysNothingElse()
    {
        _isReady = false;
        _harness.Repository.Push(("web.json", "web nginx:1"));
        _harness.Start();
        _harness.Slowness = TimeSpan.FromMinutes(5);
        _harness.Poll();
        Assert.Equal(2, _harness.Repository.Requests.Count);
        var request = _harness.Requests.Ask(SyncHarness.Name, now: false, allowRewind: false);
        _isReady = true;
        _harness.Pass(TimeSpan.FromSeconds(20));
        Assert.Equal("applied", _harness.Report.State);

        // What is asked while it is fetched is fetched for once more.
        _harness.Pass(TimeSpan.FromMinutes(5));
        Assert.Equal(3, _harness.Repository.Requests.Count);
        Assert.Null(_harness.Requests.Outcome(SyncHarness.Name, request.Id));
        _harness.Pass(TimeSpan.FromMinutes(5));
        Assert.True(_harness.Requests.Outcome(SyncHarness.Name, request.Id)!.Succeeded);
    }

    [Fact]
    public void Revision_StatusOfAnEarlierGeneration_SaysNothingOfIt()
    {
        _harness.Find = key => new WantedWorkload(SyncHarness.Name, true, 2, SyncHarness.Ready(key));
        _harness.Repository.Push(("web.json", "web nginx:1"));
        _harness.Start();
        Assert.Equal("accepted", _harness.Report.State);
    }

    [Theory]
    [InlineData(false, "web nginx:2")]
    [InlineData(true, "web nginx:1")]
    public void Revision_NotReadyInTime_GoesBackWhereThatIsAskedFor(bool rollsBack, string declared)
    {
        if (rollsBack)
            _harness.Options = _harness.Options with { Rollout = new() { OnFailure = RevisionFailurePolicy.Rollback } };
        _harness.Repository.Push(("web.json", "web nginx:1"));
        _harness.Start();
        _isLate = true;
        _harness.Push(("web.json", "web nginx:2"));
        Assert.Equal(declared, _harness.Declared);
    }

    [Fact]
    public void GivenUp_IsNotTakenAgain_UntilANewerOneOrAnOperator()
    {
        _harness.Options = _harness.Options with { Rollout = new() { OnFailure = RevisionFailurePolicy.Rollback } };
        _harness.Repository.Push(("web.json", "web nginx:1"));
        _harness.Start();
        _isLate = true;
        var bad = _harness.Push(("web.json", "web nginx:2"));
        _isLate = false;
        _harness.Pass(TimeSpan.FromHours(1));
        _harness.Restart();
        _harness.Poll();

        Assert.Equal(("web nginx:1", "rolledBack"), (_harness.Declared, _harness.Report.State));
        Assert.Equal([bad.Digits], _harness.Report.GivenUp.Select(commit => commit.Commit));
        Assert.Equal("RevisionAccepted RevisionApplied RevisionAccepted RevisionRolledBack", _harness.Events);
        Assert.Equal(SyncState.RolledBack, _harness.Notices[^1].State);
        Assert.Contains("web: ProgressDeadlineExceeded", _harness.Report.Error!.Message, StringComparison.Ordinal);
        Assert.EndsWith("or try it again: oci-reconciler sync fleet", _harness.Report.Error.Message, StringComparison.Ordinal);

        Assert.True(_harness.Sync()!.Succeeded);
        Assert.Equal("web nginx:2", _harness.Declared);
        _harness.Push(("web.json", "web nginx:3"));
        Assert.Equal(("web nginx:3", "applied"), (_harness.Declared, _harness.Report.State));
    }

    [Fact]
    public void Failure_OfAWorkloadThatTheRevisionLeavesAsItIs_GivesUpNothing()
    {
        _harness.Options = _harness.Options with { Rollout = new() { OnFailure = RevisionFailurePolicy.Rollback } };
        _harness.Repository.Push(("db.json", "db postgres:1"), ("web.json", "web nginx:1"));
        _harness.Start();
        _harness.Find = key => new WantedWorkload(
            SyncHarness.Name, true, 1, key.Name == "db" ? SyncHarness.Late(key) : SyncHarness.Ready(key));
        _harness.Push(("db.json", "db postgres:1"), ("web.json", "web nginx:2"));
        _harness.Pass(TimeSpan.FromHours(1));

        Assert.Equal(("db postgres:1, web nginx:2", "failed"), (_harness.Declared, _harness.Report.State));
        Assert.StartsWith("RevisionAccepted RevisionApplied RevisionAccepted RevisionFailing", _harness.Events, StringComparison.Ordinal);
    }

    [Fact]
    public void Sync_OfAFix_IsNotAnsweredByTheFailureBefore()
    {
        _harness.Repository.Push(("web.json", "web nginx:1"));
        _harness.Start();
        _isLate = true;
        _harness.Push(("web.json", "web nginx:2"));
        _harness.Repository.Push(("web.json", "web nginx:3"));
        _harness.Find = key => new WantedWorkload(
            SyncHarness.Name, true, _harness.Declared.Contains(":3", StringComparison.Ordinal) ? 2 : 1, SyncHarness.Late(key));
        var request = _harness.Requests.Ask(SyncHarness.Name, now: false, allowRewind: false);
        _harness.Pass(TimeSpan.FromSeconds(20));
        Assert.Equal(("web nginx:3", null), (_harness.Declared, _harness.Requests.Outcome(SyncHarness.Name, request.Id)));

        _harness.Find = key => new WantedWorkload(SyncHarness.Name, true, 2, SyncHarness.Ready(key) with { Generation = 2 });
        _harness.Pass(TimeSpan.FromSeconds(20));
        Assert.True(_harness.Requests.Outcome(SyncHarness.Name, request.Id)!.Succeeded);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Revision_DeclarationIsRejected_IsNotAppliedAndTold(bool isKept)
    {
        _harness.Find = key => isKept
            ? new WantedWorkload(SyncHarness.Name, false, 1, SyncHarness.Ready(key)) { Problem = "the port is taken." }
            : null;
        _harness.Repository.Push(("web.json", "web nginx:1"));
        _harness.Start();
        Assert.Equal(("failed", Reasons.RevisionFailing), (_harness.Report.State, _harness.Report.Error!.Reason));
        var outcome = _harness.Sync()!;
        Assert.False(outcome.Succeeded);
        Assert.Contains("web: its declaration is not in force."
            + (isKept ? " the port is taken." : ""), outcome.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Revision_WhatWasDeclaredBeforeIsStillThere_IsNotApplied()
    {
        _harness.Repository.Push(("web.json", "web nginx:1"), ("db.json", "db postgres:1"));
        _harness.Start();
        _harness.IsRemoving = true;
        _harness.Push(("web.json", "web nginx:1"));
        Assert.Equal(("accepted", RevisionProgress.Removals), (_harness.Report.State, _harness.Report.Outstanding));

        _harness.IsRemoving = false;
        _harness.Poll();
        Assert.Equal("applied", _harness.Report.State);
    }

    /// <summary>
    /// A change that cannot be prepared touches nothing, so no unit ever fails of it: after the workload's deadline it counts as failed.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Revision_CannotBePrepared_FailsAfterTheDeadlineOfTheWorkload(bool restarts)
    {
        _harness.Find = key => new WantedWorkload(SyncHarness.Name, true, 1, SyncHarness.Unprepared(key)) { Deadline = Minutes(5) };
        _harness.Repository.Push(("web.json", "web nginx:oops"));
        _harness.Start();
        var request = _harness.Requests.Ask(SyncHarness.Name, now: false, allowRewind: false);
        _harness.Pass(Minutes(3));
        if (restarts)
            _harness.Restart();
        _harness.Pass(Minutes(1.5));
        Assert.Null(_harness.Requests.Outcome(SyncHarness.Name, request.Id));

        _harness.Pass(Minutes(1));
        var outcome = _harness.Requests.Outcome(SyncHarness.Name, request.Id)!;
        Assert.False(outcome.Succeeded);
        Assert.EndsWith("web: ImagePullFailed: There is no such image.", outcome.Message, StringComparison.Ordinal);
    }

    /// <summary>A host may boot with a wrong time of day, and get the right one later.</summary>
    [Theory]
    [InlineData(-7, true)]
    [InlineData(-7, false)]
    [InlineData(7, false)]
    public void Revision_CannotBePrepared_FailsAfterItsDeadlineWhateverTheTimeOfDay(int days, bool restarts)
    {
        _harness.Find = key => new WantedWorkload(SyncHarness.Name, true, 1, SyncHarness.Unprepared(key)) { Deadline = Minutes(5) };
        _harness.Repository.Push(("web.json", "web nginx:oops"));
        _harness.Start();
        var request = _harness.Requests.Ask(SyncHarness.Name, now: false, allowRewind: false);
        _harness.Pass(Minutes(1));
        _harness.Pump.Clock.Offset = TimeSpan.FromDays(days);
        if (restarts)
            _harness.Restart();
        _harness.Pass(Minutes(3));
        Assert.Null(_harness.Requests.Outcome(SyncHarness.Name, request.Id));
        _harness.Pass(Minutes(3));
        Assert.False(_harness.Requests.Outcome(SyncHarness.Name, request.Id)!.Succeeded);
    }

    [Fact]
    public void Sync_LaterFetchFailsWhileItsRevisionComesUp_IsAnsweredByTheRevision()
    {
        _isReady = false;
        _harness.Repository.Push(("web.json", "web nginx:1"));
        _harness.Start();
        var request = _harness.Requests.Ask(SyncHarness.Name, now: false, allowRewind: false);
        _harness.Pass(TimeSpan.FromSeconds(20));
        _harness.Repository.Failure = new GitException(Reasons.GitUnreachable, "git.example does not answer.");
        _harness.Pass(Minutes(3));
        Assert.Equal(Reasons.GitUnreachable, _harness.Report.Error!.Reason);
        Assert.Null(_harness.Requests.Outcome(SyncHarness.Name, request.Id));

        _isReady = true;
        _harness.Poll();
        Assert.True(_harness.Requests.Outcome(SyncHarness.Name, request.Id)!.Succeeded);
    }

    [Fact]
    public void Sync_AskedForTwice_IsAnsweredToBoth()
    {
        _harness.Repository.Push(("web.json", "web nginx:1"));
        _harness.Start();
        var first = _harness.Requests.Ask(SyncHarness.Name, now: false, allowRewind: false);
        _harness.Requests.Ask(SyncHarness.Name, now: false, allowRewind: false);
        _harness.Pass(TimeSpan.FromSeconds(20));
        Assert.True(_harness.Requests.Outcome(SyncHarness.Name, first.Id)!.Succeeded);
    }

    [Fact]
    public void Revision_WasUnpreparedForAWhile_IsAppliedAllTheSame()
    {
        _harness.Find = key => new WantedWorkload(SyncHarness.Name, true, 1, SyncHarness.Unprepared(key)) { Deadline = Minutes(5) };
        _harness.Options = _harness.Options with { Rollout = new() { OnFailure = RevisionFailurePolicy.Rollback } };
        _harness.Repository.Push(("web.json", "web nginx:1"));
        _harness.Start();
        _harness.Pass(Minutes(4));
        _harness.Find = key => new WantedWorkload(SyncHarness.Name, true, 1, SyncHarness.Ready(key)) { Deadline = Minutes(5) };
        _harness.Pass(Minutes(4));
        Assert.Equal("applied", _harness.Report.State);
    }

    private static TimeSpan Minutes(double count) => TimeSpan.FromMinutes(count);

    private Model.Status.WorkloadStatus StatusOf(WorkloadKey key) =>
        _isLate ? SyncHarness.Late(key) : _isReady ? SyncHarness.Ready(key) : SyncHarness.Ready(key) with { InSync = false };
}
