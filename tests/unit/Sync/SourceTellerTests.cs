using OciReconciler.Hooks;
using OciReconciler.Sync;
using OciReconciler.UnitTests.Events;

namespace OciReconciler.UnitTests.Sync;

public sealed class SourceTellerTests : IDisposable
{
    private static readonly SourceSituation Unreadable = Of(SyncState.Failed, Reasons.RevisionNotKept);
    private static readonly SourceSituation Applied = Of(SyncState.Applied, Reasons.RevisionApplied);

    private readonly RecorderFixture _events = new();
    private readonly List<SyncState> _told = [];
    private readonly SourceTeller _teller;

    public SourceTellerTests() => _teller = new SourceTeller("fleet", _events.Recorder, notice => _told.Add(notice.State));

    public void Dispose() => _events.Dispose();

    [Fact]
    public void Begin_WhatIsKnownAlready_IsNoNews()
    {
        _teller.Begin(Applied);
        _teller.Tell(null, Applied, null);
        Assert.Empty(_told);
    }

    /// <summary>Whoever was told that the state could not be read is told as well that it could be later.</summary>
    [Fact]
    public void Begin_AfterAFailure_TheEndOfThatIsTold()
    {
        _teller.Tell(Unreadable, null, null);
        _teller.Tell(Unreadable, null, null);
        _teller.Begin(Applied);
        _teller.Tell(null, Applied, null);
        Assert.Equal([SyncState.Failed, SyncState.Applied], _told);
        Assert.Equal(
            [Reasons.RevisionNotKept, Reasons.SourceRecovered], _events.Read(null).Select(happened => happened.Reason));
    }

    private static SourceSituation Of(SyncState state, string reason) => new(state, reason, "Something.", null, default);
}
