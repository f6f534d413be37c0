using OciReconciler.Configuration;
using OciReconciler.Hooks;
using OciReconciler.Sync;

namespace OciReconciler.UnitTests.Sync;

/// <summary>When a revision is given up as a whole, and what is known afterwards.</summary>
public sealed class RevisionRollbackTests : IDisposable
{
    private readonly SyncHarness _harness = new();

    public RevisionRollbackTests() => _harness.Options = _harness.Options with
    {
        Rollout = new() { OnFailure = RevisionFailurePolicy.Rollback },
    };

    public void Dispose() => _harness.Dispose();

    [Fact]
    public void Failure_BesideOneOfAWorkloadThatIsUnchanged_GivesTheRevisionUp()
    {
        _harness.Repository.Push(("db.json", "db postgres:1"), ("web.json", "web nginx:1"));
        _harness.Start();
        Fail();
        _harness.Push(("db.json", "db postgres:1"), ("web.json", "web nginx:2"));

        Assert.Equal("db postgres:1, web nginx:1", _harness.Declared);
        Assert.Contains("web: ProgressDeadlineExceeded", _harness.Report.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void GivenUp_OfAnotherRef_IsStillWhatNewerOnesDescendFrom()
    {
        _harness.Repository.Push(("web.json", "web nginx:1"));
        _harness.Start();
        _harness.Options = _harness.Options with { Ref = "prod" };
        var bad = _harness.Repository.Push(("web.json", "web nginx:2"));
        Fail();
        _harness.Restart();
        _harness.Poll();
        Recover();
        _harness.Restart();
        _harness.Poll();

        Assert.Equal(("web nginx:1", bad), (_harness.Declared, _harness.Repository.Requests[^1].Accepted));
    }

    [Fact]
    public void GivenUp_OfAnotherPath_IsTaken()
    {
        _harness.Repository.Push(("web.json", "web nginx:1"));
        _harness.Start();
        Fail();
        _harness.Push(("web.json", "web nginx:2"));
        Recover();
        Assert.Equal("rolledBack", _harness.Report.State);
        _harness.Options = _harness.Options with { Path = "hosts" };
        _harness.Restart();
        _harness.Poll();

        Assert.Equal(("web nginx:2", "applied"), (_harness.Declared, _harness.Report.State));
    }

    [Fact]
    public void GivenUp_WhileTheOneInForceHasErrorsByNow_IsNotFetchedAgainAndAgain()
    {
        _harness.Repository.Push(("db.json", "db postgres:1"), ("web.json", "web nginx:1"));
        _harness.Start();
        Fail();
        _harness.Push(("db.json", "db postgres:1"), ("web.json", "web nginx:2"));
        Recover();
        _harness.BreakByNow("db.json");
        _harness.Restart();
        _harness.Repository.Requests.Clear();
        _harness.Pass(TimeSpan.FromHours(1));

        Assert.Equal(("web nginx:1", Reasons.RevisionRefused), (_harness.Declared, _harness.Report.Error!.Reason));
        Assert.InRange(_harness.Repository.Requests.Count, 50, 70);
    }

    [Fact]
    public void GivenUp_AndForcedAway_IsARewindUntilSomebodyAllowsIt()
    {
        var first = _harness.Repository.Push(("web.json", "web nginx:1"));
        _harness.Start();
        Fail();
        _harness.Push(("web.json", "web nginx:2"));
        Recover();
        _harness.Repository.Reset(first);
        _harness.Poll();
        Assert.Equal(Reasons.GitRewound, _harness.Report.Error!.Reason);

        Assert.True(_harness.Sync(allowRewind: true)!.Succeeded);
        _harness.Pass(TimeSpan.FromHours(1));
        Assert.Equal(("web nginx:1", "applied"), (_harness.Declared, _harness.Report.State));
    }

    [Fact]
    public void Failure_CannotBePrepared_GivesTheRevisionUpAfterTheDeadline()
    {
        _harness.Repository.Push(("web.json", "web nginx:1"));
        _harness.Start();
        _harness.Find = key => new WantedWorkload(SyncHarness.Name, true, 1, SyncHarness.Unprepared(key))
        {
            Deadline = TimeSpan.FromMinutes(5),
        };
        _harness.Push(("web.json", "web nginx:oops"));
        Assert.Equal("web nginx:oops", _harness.Declared);
        _harness.Pass(TimeSpan.FromMinutes(5));
        Assert.Equal(("web nginx:1", "rolledBack"), (_harness.Declared, _harness.Report.State));
    }

    /// <summary>What becomes of the revision in force is no less news for another one that is not.</summary>
    [Theory]
    [InlineData("web nginx:3", "waiting", true)]
    [InlineData("web nginx:3", "waiting", false)]
    [InlineData("!", "refused", true)]
    [InlineData("!", "refused", false)]
    public void Outcome_WhileAnotherRevisionIsNotTaken_IsTold(string newest, string state, bool fails)
    {
        _harness.Repository.Push(("web.json", "web nginx:1"));
        _harness.Start();
        _harness.Find = key => new WantedWorkload(SyncHarness.Name, true, 1, SyncHarness.Ready(key) with { InSync = false });
        var second = _harness.Push(("web.json", "web nginx:2"));
        if (state == "waiting")
            _harness.Frozen.Add(SyncHarness.Name);
        _harness.Push(("web.json", newest));
        Assert.Equal(state, _harness.Report.State);
        if (fails)
            Fail();
        else
            Recover();
        _harness.Poll();

        var (reason, told) = fails
            ? (Reasons.RevisionRolledBack, SyncState.RolledBack) : (Reasons.RevisionApplied, SyncState.Applied);
        Assert.Equal((told, second), (_harness.Notices[^1].State, _harness.Notices[^1].Commit!.Id));
        Assert.Equal(reason, _harness.AllEvents.Last(happened => happened.Reason.StartsWith("Revision", StringComparison.Ordinal)).Reason);
        Assert.Equal(state == "waiting" && fails ? "rolledBack" : state, _harness.Report.State);
        Assert.Equal(fails || state == "refused", _harness.Notices[^1].SourceIsWrong);
        Assert.Equal(fails ? "web nginx:1" : "web nginx:2", _harness.Declared);
    }

    [Fact]
    public void Failure_WhileItIsFrozen_GivesTheRevisionUp()
    {
        _harness.Repository.Push(("web.json", "web nginx:1"));
        _harness.Start();
        _harness.Find = key => new WantedWorkload(SyncHarness.Name, true, 1, SyncHarness.Ready(key) with { InSync = false });
        _harness.Push(("web.json", "web nginx:2"));
        _harness.Frozen.Add(SyncHarness.Name);
        _harness.Poll();
        Fail();
        _harness.Poll();

        Assert.Equal(("web nginx:1", true), (_harness.Declared, _harness.Report.Frozen));
        var frozen = Assert.Single(_harness.AllEvents, happened => happened.Reason == Reasons.SourceFrozen);
        Assert.Contains("rollback", frozen.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Failure_NothingToGoBackTo_IsToldOnceAndStays()
    {
        _harness.Repository.Push(("web.json", "web nginx:1"));
        _harness.Start();
        var applied = Assert.Single(Directory.GetDirectories(_harness.Revisions));
        Fail();
        _harness.Repository.Push(("web.json", "web nginx:2"));
        File.WriteAllText(Path.Combine(applied, "index.json"), "{ torn");
        _harness.Pass(TimeSpan.FromHours(1));

        Assert.Equal(("web nginx:2", Reasons.RevisionNotRolledBack), (_harness.Declared, _harness.Report.Error!.Reason));
        Assert.Equal("RevisionAccepted RevisionApplied RevisionAccepted RevisionNotRolledBack", _harness.Events);
        Recover();
        _harness.Poll();
        Assert.Equal(("applied", null), (_harness.Report.State, _harness.Report.Error));
    }

    [Fact]
    public void Failure_AppliedOneWasNeverVerified_DoesNotGoBackToIt()
    {
        _harness.Repository.Push(("web.json", "web nginx:1"));
        _harness.Start();
        _harness.Options = _harness.Options with { Verify = new GitVerifyOptions { AllowedSignersFile = "/etc/signers" } };
        _harness.Signer = "ada@example.org";
        Fail();
        _harness.Repository.Push(("web.json", "web nginx:2"));
        _harness.Restart();
        _harness.Poll();

        Assert.Equal(("web nginx:2", Reasons.RevisionNotRolledBack), (_harness.Declared, _harness.Report.Error!.Reason));
    }

    [Fact]
    public void Verify_TurnedOn_OneInForceIsUnverifiedUntilItsSignatureIsFound()
    {
        _harness.Repository.Push(("web.json", "web nginx:1"));
        _harness.Start();
        _harness.Options = _harness.Options with { Verify = new GitVerifyOptions { AllowedSignersFile = "/etc/signers" } };
        _harness.Signer = "ada@example.org";
        _harness.Repository.Failure = new(Reasons.GitUnreachable, "git.example does not answer.");
        _harness.Restart();
        Assert.Equal(("ssh", null), (_harness.Report.Verification, _harness.Report.Signer));

        _harness.Repository.Failure = null;
        _harness.Sync();
        _harness.Poll();
        Assert.Equal("ada@example.org", _harness.Report.Signer);
    }

    private void Fail() => _harness.Find = key => new WantedWorkload(SyncHarness.Name, true, 1, SyncHarness.Late(key));

    private void Recover() => _harness.Find = key => new WantedWorkload(SyncHarness.Name, true, 1, SyncHarness.Ready(key));
}
