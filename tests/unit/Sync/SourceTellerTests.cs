using OciReconciler.Hooks;
using OciReconciler.Model.Git;
using OciReconciler.Sync;
using OciReconciler.UnitTests.Events;
using OciReconciler.UnitTests.Sources;

namespace OciReconciler.UnitTests.Sync;

public sealed class SourceTellerTests : IDisposable
{
    private static readonly SourceSituation Unreadable = Of(SyncState.Failed, Reasons.RevisionNotKept);
    private static readonly SourceSituation Accepted = Of(SyncState.Accepted, Reasons.RevisionAccepted);
    private static readonly SourceSituation Applied = Of(SyncState.Applied, Reasons.RevisionApplied);
    private static readonly SourceSituation RolledBack = Of(SyncState.RolledBack, Reasons.RevisionRolledBack);
    private static readonly SourceSituation Waiting = Of(SyncState.Waiting, Reasons.RevisionWaiting, 'c');

    private readonly RecorderFixture _events = new();
    private readonly TemporaryDirectory _disk = new();
    private readonly List<SyncNews> _handed = [];
    private SourceTeller _teller;

    public SourceTellerTests() => _teller = NewTeller();

    public void Dispose()
    {
        _events.Dispose();
        _disk.Dispose();
    }

    [Fact]
    public void Restart_WhatWasTold_IsNoNews()
    {
        _teller.Tell(Complete(null, Waiting, Applied), null);
        Restart();
        // What waits is found again with the first fetch.
        _teller.Tell(new SourceSituations(null, null, Applied), null);
        _teller.Tell(Complete(null, Waiting, Applied), null);
        Assert.Equal("RevisionApplied RevisionWaiting", Events());
    }

    /// <summary>A controller that was killed after a revision came into force, and before it had said so.</summary>
    [Fact]
    public void Restart_WhatWasNotTold_IsTold()
    {
        _teller.Tell(Complete(null, null, Applied), null);
        Restart();
        _teller.Tell(new SourceSituations(null, null, RolledBack), null);
        Assert.Equal("RevisionApplied RevisionRolledBack", Events());
    }

    [Fact]
    public void Restart_RepositoryFailedBefore_ItsEndIsTold()
    {
        _teller.Tell(new SourceSituations(Unreadable, null, Applied), null);
        Restart();
        _teller.Tell(new SourceSituations(null, null, Applied), null);
        Assert.Equal("RevisionApplied RevisionNotKept", Events());
        _teller.Tell(Complete(null, null, Applied), null);
        Restart();
        _teller.Tell(Complete(null, null, Applied), null);
        Assert.Equal("RevisionApplied RevisionNotKept SourceRecovered", Events());
    }

    [Fact]
    public void Told_WithAHook_IsWhatTheHookWasTold()
    {
        _teller = NewTeller(_handed.Add);
        _teller.Tell(Complete(null, null, Applied), null);
        Assert.Single(_handed);
        Restart();
        _teller.Tell(Complete(null, null, Applied), null);
        // It is the same event once more.
        Assert.Equal(2, Assert.Single(_events.Read(null)).Count);
    }

    /// <summary>One revision may wait, or be refused, for long: what becomes of the one in force is told all the same.</summary>
    [Fact]
    public void Tell_RevisionInForceWhileAnotherWaits_EachIsToldOnce()
    {
        _teller = NewTeller(_handed.Add);
        _teller.Tell(Complete(null, Waiting, Accepted), null);
        _teller.Tell(Complete(null, Waiting, Accepted), null);
        Assert.Single(_handed);
        _teller.Tell(Complete(null, Waiting, RolledBack), null);
        Assert.Equal("RevisionAccepted RevisionWaiting RevisionRolledBack", Events());
        Assert.Equal([SyncState.RolledBack, SyncState.Waiting], _handed[^1].Notices.Select(notice => notice.State));
        Assert.All(_handed[^1].Notices, notice => Assert.True(notice.SourceIsWrong));
    }

    /// <summary>It may be restarted, and fail again: what is told is that it fails, and what comes of it.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Tell_RevisionThatFailsAgainAndAgain_IsToldOnceAndItsEnd(bool hasHook)
    {
        var failing = Of(SyncState.Failed, Reasons.RevisionFailing);
        _teller = NewTeller(hasHook ? _handed.Add : null);
        foreach (var now in new[] { Accepted, failing, Accepted, failing })
            _teller.Tell(Complete(null, null, now), null);
        Assert.Equal("RevisionAccepted RevisionFailing", Events());
        Assert.All(_events.Read(null), happened => Assert.Equal(1, happened.Count));
        _teller.Tell(Complete(null, null, Accepted), null);
        Assert.Equal(hasHook ? [0] : [], _handed.TakeLast(1).Select(news => news.Notices.Length));
        _teller.Tell(Complete(null, null, Of(SyncState.Accepted, Reasons.RevisionAccepted, 'c')), null);
        _teller.Tell(Complete(null, null, Applied), null);
        // The same event twice is one.
        Assert.Equal("RevisionAccepted RevisionFailing RevisionApplied", Events());
        Assert.Equal([2, 1, 1], _events.Read(null).Select(happened => happened.Count));
    }

    [Theory]
    [InlineData(false, false, "Applied")]
    [InlineData(true, false, "Waiting")]
    [InlineData(true, true, "RolledBack")]
    public void Worst_OfSeveral_IsWhatSomebodyHasToSeeTo(bool waits, bool isGivenUp, string expected)
    {
        var now = Complete(null, waits ? Waiting : null, isGivenUp ? RolledBack : Applied);
        Assert.Equal(expected, now.Worst!.State.ToString());
        Assert.Equal(waits ? SyncState.Waiting : SyncState.Applied, now.Outcome!.State);
    }

    private void Restart() => _teller = NewTeller();

    private SourceTeller NewTeller(Action<SyncNews>? notify = null) => new(
        "fleet", _events.Recorder, new ToldFile(_disk["sources"], "fleet", new StateFiles(_ => { })), notify, TimeProvider.System);

    private string Events() => string.Join(' ', _events.Read(null).Select(happened => happened.Reason));

    private static SourceSituations Complete(SourceSituation? repository, SourceSituation? newest, SourceSituation? inForce) =>
        new(repository, newest, inForce) { IsComplete = true };

    private static SourceSituation Of(SyncState state, string reason, char digit = 'b') => new(
        state, reason, "Something.",
        new CommitInfo(CommitId.TryParse(new string(digit, 40), out var id) ? id : default, "Ann", "Change", default), default);
}
