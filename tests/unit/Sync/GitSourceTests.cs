using OciReconciler.Configuration;
using OciReconciler.Git;
using OciReconciler.Hooks;
using OciReconciler.Model.Git;
using OciReconciler.Sync;

namespace OciReconciler.UnitTests.Sync;

public sealed class GitSourceTests : IDisposable
{
    private static readonly GitException Unreachable = new(Reasons.GitUnreachable, "git.example does not answer.");

    private readonly SyncHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    [Fact]
    public void Start_NothingKnownAndNoForge_DeliversAStateThatIsNoListing()
    {
        _harness.Repository.Failure = Unreachable;
        _harness.Start();

        var snapshot = Assert.Single(_harness.Snapshots);
        Assert.Equal((SourceStateKind.NotFetched, false), (snapshot.State.Kind, snapshot.State.IsListed));
        Assert.Equal("failed", _harness.Report.State);
        Assert.Equal("GitUnreachable", _harness.Events);
        Assert.True(_harness.Source.FirstLook.IsCompleted);
    }

    [Fact]
    public void Push_ValidRevision_IsInForceAppliedAndTold()
    {
        var commit = _harness.Repository.Push(("web.json", "web nginx:1"), ("db.json", "db postgres:1"));
        _harness.Start();

        Assert.Equal("db postgres:1, web nginx:1", _harness.Declared);
        Assert.Equal(["fleet:db.json", "fleet:web.json"], _harness.Snapshots[^1].Files.Select(file => file.Path));
        Assert.Equal("RevisionAccepted RevisionApplied", _harness.Events);
        Assert.Equal([SyncState.Accepted, SyncState.Applied], _harness.Notices.Select(notice => notice.State));
        Assert.Equal(
            ("applied", commit.Digits, commit.Digits),
            (_harness.Report.State, _harness.Report.Accepted!.Commit, _harness.Report.Applied!.Commit));
        Assert.Equal(("Ada", "Change 1"), (_harness.Report.Applied.Author, _harness.Report.Applied.Subject));
    }

    [Fact]
    public void Restart_WithoutTheForge_DeliversTheRevisionInForceAtOnceAndForAWeek()
    {
        _harness.Repository.Push(("web.json", "web nginx:1"));
        _harness.Start();
        _harness.Repository.Failure = Unreachable;
        _harness.Snapshots.Clear();

        _harness.Restart();
        _harness.Pass(TimeSpan.FromDays(7));

        // The failed fetch is the first look.
        Assert.Equal([true, false], _harness.Snapshots.Select(snapshot => snapshot.AwaitsFirstLook));
        Assert.All(_harness.Snapshots, snapshot => Assert.Equal(SourceStateKind.Ready, snapshot.State.Kind));
        Assert.Equal("web nginx:1", _harness.Declared);
        Assert.Equal("RevisionAccepted RevisionApplied GitUnreachable", _harness.Events);
        // An hour between two, give or take a tenth, after some that come sooner.
        Assert.InRange(_harness.Repository.Requests.Count, 150, 200);

        _harness.Repository.Failure = null;
        _harness.Pass(TimeSpan.FromHours(1.2));
        Assert.EndsWith("GitUnreachable SourceRecovered", _harness.Events, StringComparison.Ordinal);
        Assert.Equal(2, _harness.Snapshots.Count);
    }

    /// <summary>What the first fetch brings is delivered with its end: in between nothing may be removed.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Restart_ForgeIsSlow_AwaitsTheFirstLookUntilItBringsTheNewRevision(bool isAskedMeanwhile)
    {
        _harness.Repository.Push(("web.json", "web nginx:1"));
        _harness.Start();
        _harness.Repository.Push(("web.json", "web nginx:2"));
        _harness.Slowness = TimeSpan.FromSeconds(20);
        _harness.Snapshots.Clear();

        _harness.Restart();
        _harness.Pass(TimeSpan.FromSeconds(10));
        if (isAskedMeanwhile)
            _harness.Source.Rescan();
        _harness.Pass(TimeSpan.FromSeconds(9));
        Assert.True(Assert.Single(_harness.Snapshots).AwaitsFirstLook);
        Assert.Equal("web nginx:1", _harness.Declared);
        Assert.False(_harness.Source.FirstLook.IsCompleted);
        _harness.Pass(TimeSpan.FromSeconds(2));
        Assert.Equal([true, false], _harness.Snapshots.Select(snapshot => snapshot.AwaitsFirstLook));
        Assert.Equal("web nginx:2", _harness.Declared);
        Assert.True(_harness.Source.FirstLook.IsCompleted);
    }

    // Between seeing a commit and having its files a server may go away as before.
    [Theory]
    [InlineData(Reasons.GitUnreachable, "failed", 20)]
    [InlineData(Reasons.GitAccessDenied, "failed", 20)]
    [InlineData(Reasons.GitFailed, "failed", 20)]
    [InlineData(Reasons.GitVerificationFailed, "refused", 1000)]
    [InlineData(Reasons.GitTooLarge, "refused", 1000)]
    public void Fetch_FailsWithACommitInSight_IsARefusalForWhatIsWrongWithTheCommitAlone(string reason, string state, int mostRequests)
    {
        _harness.Repository.Push(("web.json", "web nginx:1"));
        _harness.Start();
        var commit = new CommitInfo(_harness.Repository.Push(("web.json", "web nginx:2")), "Ada", "two", _harness.Now);
        _harness.Repository.Failure = new GitException(reason, "It did not come.") { Commit = commit };
        _harness.Repository.Requests.Clear();
        _harness.Pass(TimeSpan.FromHours(10));

        Assert.Equal((state, reason), (_harness.Report.State, _harness.Report.Error!.Reason));
        Assert.InRange(_harness.Repository.Requests.Count, mostRequests / 3, mostRequests);

        _harness.Repository.Failure = null;
        _harness.Pass(TimeSpan.FromHours(1.2));
        Assert.Equal(("applied", "web nginx:2"), (_harness.Report.State, _harness.Declared));
        Assert.Null(_harness.Report.Error);
    }

    [Fact]
    public void Push_Invalid_IsRefusedWholeOnceAndNotLookedAtAgain()
    {
        _harness.Repository.Push(("web.json", "web nginx:1"));
        _harness.Start();
        var bad = _harness.Push(("web.json", "web nginx:2"), ("odd.json", "!"));
        var transfers = _harness.Repository.Transfers;
        _harness.Pass(TimeSpan.FromHours(1));

        Assert.Equal("web nginx:1", _harness.Declared);
        Assert.Equal(transfers, _harness.Repository.Transfers);
        Assert.Equal("RevisionAccepted RevisionApplied RevisionRefused InvalidManifest", _harness.Events);
        Assert.Equal("refused", _harness.Report.State);
        Assert.Equal([$"fleet@{bad.Abbreviated}:odd.json:1: $: not a tiny manifest"], _harness.Report.Error!.Errors);
        Assert.False(_harness.Sync()!.Succeeded);
        Assert.Equal(transfers + 1, _harness.Repository.Transfers);

        _harness.Push(("web.json", "web nginx:3"));
        Assert.Equal("web nginx:3", _harness.Declared);
        Assert.Null(_harness.Report.Error);
    }

    [Fact]
    public void Push_InvalidAsAWhole_IsRefused()
    {
        _harness.Repository.Push(("a.json", "web nginx:1"));
        _harness.Start();
        _harness.Push(("a.json", "web nginx:1"), ("b.json", "web nginx:2"));

        Assert.Equal("web nginx:1", _harness.Declared);
        Assert.Equal(Reasons.RevisionRefused, _harness.Report.Error!.Reason);
    }

    /// <summary>The worker tells what takes the place of one of them, however much else is not read.</summary>
    [Fact]
    public void Fetch_RevisionInForce_AsksWithItsFoldersAlsoAfterARestart()
    {
        _harness.Repository.Push(("apps/web.json", "web nginx:1"));
        _harness.Start();
        Assert.Empty(_harness.Repository.Requests[^1].Folders);
        _harness.Poll();
        Assert.Equal(["apps"], _harness.Repository.Requests[^1].Folders);
        _harness.Restart();
        Assert.Equal(["apps"], _harness.Repository.Requests[^1].Folders);
        Assert.Equal(
            ["apps"], new RevisionStore(Path.GetDirectoryName(_harness.StateFile)!, _harness.State).FoldersInForce(""));

        _harness.Options = _harness.Options with { Path = "elsewhere" };
        _harness.Restart();
        Assert.Empty(_harness.Repository.Requests[^1].Folders);
    }

    /// <summary>What is refused beside the revision before may be good beside the one that waited.</summary>
    [Fact]
    public void Freeze_EndsWithANewerCommitRefused_LooksAtThatAgain()
    {
        _harness.Repository.Push(("apps/web.json", "web nginx:1"));
        _harness.Start();
        _harness.Frozen.Add(SyncHarness.Name);
        _harness.Push(("web.json", "web nginx:2"));
        _harness.Push(("web.json", "!"));
        _harness.Frozen.Remove(SyncHarness.Name);
        var transfers = _harness.Repository.Transfers;
        _harness.Poll();
        Assert.Equal(("web nginx:2", transfers + 1), (_harness.Declared, _harness.Repository.Transfers));
    }

    [Fact]
    public void Push_InvalidWithSkip_TakesTheGoodFilesAndShowsTheOthersAsBroken()
    {
        _harness.Options = _harness.Options with { OnInvalid = InvalidRevisionPolicy.Skip };
        _harness.Repository.Push(("web.json", "web nginx:1"), ("odd.json", "!"));
        _harness.Start();

        Assert.Equal("web nginx:1", _harness.Declared);
        Assert.Equal("fleet:odd.json", Assert.Single(_harness.Snapshots[^1].Files, file => file.IsBroken).Path);
        Assert.Equal("applied", _harness.Report.State);
    }

    [Fact]
    public void Push_Rewound_IsRefusedUntilAnOperatorTakesIt()
    {
        var first = _harness.Repository.Push(("web.json", "web nginx:1"));
        _harness.Start();
        _harness.Push(("web.json", "web nginx:2"));
        _harness.Repository.Reset(first);
        _harness.Poll();
        Assert.Equal(("web nginx:2", Reasons.GitRewound), (_harness.Declared, _harness.Report.Error!.Reason));
        Assert.False(_harness.Sync()!.Succeeded);

        Assert.True(_harness.Sync(allowRewind: true)!.Succeeded);
        Assert.Equal(("web nginx:1", null), (_harness.Declared, _harness.Report.Error));
        Assert.Equal(first.Digits, _harness.Report.Applied!.Commit);
    }

    [Fact]
    public void Push_SameDeclarations_IsAcceptedAndNotDeliveredAgain()
    {
        _harness.Repository.Push(("web.json", "web nginx:1"));
        _harness.Start();
        var second = _harness.Push(("web.json", "web nginx:1"));

        Assert.Equal(SourceStateKind.Ready, _harness.Snapshots[^1].State.Kind);
        Assert.Equal(2, _harness.Snapshots.Count);
        Assert.Equal(second.Digits, _harness.Report.Accepted!.Commit);
    }

    [Fact]
    public void Freeze_NewRevision_WaitsOverARestartAndTheForgesAbsence()
    {
        _harness.Repository.Push(("web.json", "web nginx:1"));
        _harness.Start();
        _harness.Frozen.Add(SyncHarness.Name);
        _harness.Push(("web.json", "web nginx:2"));
        Assert.Equal(("web nginx:1", "waiting", "freeze"), (_harness.Declared, _harness.Report.State, _harness.Report.WaitingFor));
        Assert.False(_harness.Sync()!.Succeeded);

        _harness.Repository.Failure = Unreachable;
        _harness.Restart();
        _harness.Frozen.Remove(SyncHarness.Name);
        _harness.Pass(TimeSpan.FromSeconds(20));
        Assert.Equal("web nginx:2", _harness.Declared);
        Assert.Equal(
            "RevisionAccepted RevisionApplied SourceFrozen RevisionWaiting GitUnreachable SourceUnfrozen RevisionAccepted RevisionApplied",
            _harness.Events);
    }

    [Fact]
    public void Freeze_SyncNow_TakesWhatIsFetchedForItAlone()
    {
        _harness.Repository.Push(("web.json", "web nginx:1"));
        _harness.Start();
        _harness.Frozen.Add(SyncHarness.Name);
        _harness.Push(("web.json", "web nginx:2"));

        Assert.True(_harness.Sync(now: true)!.Succeeded);
        Assert.Equal("web nginx:2", _harness.Declared);
        _harness.Push(("web.json", "web nginx:3"));
        Assert.Equal("web nginx:2", _harness.Declared);
    }

    /// <summary>What waits may be what a newer commit mends: it never comes into force before that.</summary>
    [Fact]
    public void Freeze_SyncNow_DoesNotPutIntoForceWhatANewerCommitReplaces()
    {
        _harness.Repository.Push(("web.json", "web nginx:1"));
        _harness.Start();
        _harness.Frozen.Add(SyncHarness.Name);
        _harness.Push(("web.json", "web nginx:bad"));
        _harness.Repository.Push(("web.json", "web nginx:2"));
        _harness.Slowness = TimeSpan.FromSeconds(5);
        _harness.Snapshots.Clear();

        Assert.True(_harness.Sync(now: true)!.Succeeded);
        Assert.Single(_harness.Snapshots);
        Assert.Equal("web nginx:2", _harness.Declared);
    }

    [Fact]
    public void Freeze_SyncNowWithoutTheForge_TakesWhatWaits()
    {
        _harness.Repository.Push(("web.json", "web nginx:1"));
        _harness.Start();
        _harness.Frozen.Add(SyncHarness.Name);
        _harness.Push(("web.json", "web nginx:2"));
        _harness.Repository.Failure = Unreachable;

        _harness.Sync(now: true);
        Assert.Equal("web nginx:2", _harness.Declared);
    }

    [Fact]
    public void Window_Closed_RevisionIsFetchedAndComesIntoForceWhenItOpens()
    {
        _harness.Repository.Push(("web.json", "web nginx:1"));
        _harness.Start();
        var opens = InHours(3);
        _harness.Options = WithWindow(opens, TimeSpan.Zero);
        _harness.Restart();
        var second = _harness.Push(("web.json", "web nginx:2"));
        Assert.Equal((second.Digits, opens), (_harness.Report.Fetched!.Commit, _harness.Report.WaitingUntil));

        _harness.Pass(opens - _harness.Now - TimeSpan.FromSeconds(1));
        Assert.Equal("web nginx:1", _harness.Declared);
        _harness.Pass(TimeSpan.FromSeconds(2));
        Assert.Equal("web nginx:2", _harness.Declared);
    }

    [Fact]
    public void Window_OverDuringAFreeze_LetsWhatWasSeenInItComeIntoForceWithinTheGrace()
    {
        _harness.Repository.Push(("web.json", "web nginx:1"));
        _harness.Start();
        var opens = InHours(3);
        _harness.Options = WithWindow(opens, TimeSpan.FromMinutes(30));
        _harness.Restart();
        _harness.Pass(opens - _harness.Now + TimeSpan.FromMinutes(50));
        _harness.Frozen.Add(SyncHarness.Name);
        _harness.Push(("web.json", "web nginx:2"));
        _harness.Pass(TimeSpan.FromMinutes(20));
        Assert.Equal("web nginx:1", _harness.Declared);

        _harness.Frozen.Remove(SyncHarness.Name);
        _harness.Source.Wake();
        _harness.Pass(TimeSpan.FromSeconds(2));
        Assert.Equal("web nginx:2", _harness.Declared);
        // This one was not seen while the window was open.
        _harness.Push(("web.json", "web nginx:3"));
        Assert.Equal("web nginx:2", _harness.Declared);
    }

    [Fact]
    public void Hints_InAFlood_CostOneFetchEachTwoSeconds()
    {
        _harness.Repository.Push(("web.json", "web nginx:1"));
        _harness.Start();
        var before = _harness.Repository.Requests.Count;
        for (var hint = 0; hint < 1000; hint++)
        {
            _harness.Source.Rescan();
            _harness.Pass(TimeSpan.FromMilliseconds(10));
        }

        Assert.InRange(_harness.Repository.Requests.Count - before, 4, 6);
    }

    [Fact]
    public void Address_Changed_KeepsWhatIsInForceAndBeginsAnew()
    {
        _harness.Repository.Push(("web.json", "web nginx:1"));
        _harness.Start();
        _harness.Options = _harness.Options with { Url = "https://other.example/fleet.git" };
        _harness.Repository.Failure = Unreachable;
        _harness.Restart();
        Assert.Equal("web nginx:1", _harness.Declared);

        _harness.Repository.Failure = null;
        _harness.Repository.Reset(null);
        _harness.Push(("web.json", "web nginx:9"));
        _harness.Pass(TimeSpan.FromMinutes(10));
        Assert.Null(_harness.Repository.Requests.First(request => request.Known is null && request.Accepted is null).Accepted);
        Assert.Equal("web nginx:9", _harness.Declared);
    }

    private DateTimeOffset InHours(int hours)
    {
        var then = _harness.Now.AddHours(hours).ToUniversalTime();
        return new DateTimeOffset(then.Year, then.Month, then.Day, then.Hour, then.Minute, 0, TimeSpan.Zero);
    }

    // An hour, each day.
    private GitSourceOptions WithWindow(DateTimeOffset opens, TimeSpan grace) => _harness.Options with
    {
        ApplyWindows = [new ApplyWindowOptions { Kind = WindowKind.Allow, Cron = $"{opens.Minute} {opens.Hour} * * *", Duration = "1h" }],
        WindowGraceSeconds = (int)grace.TotalSeconds,
    };
}
