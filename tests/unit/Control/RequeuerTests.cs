using OciReconciler.Observing;
using OciReconciler.Queueing;
using OciReconciler.UnitTests.Events;

namespace OciReconciler.UnitTests.Control;

public sealed class RequeuerTests : IDisposable
{
    private static readonly WorkloadKey Web = RecorderFixture.Web;

    private readonly RecorderFixture _events = new();
    private readonly WorkQueue _queue;
    private readonly RequeueBackoff _backoff;
    private readonly BlockedWorkloads _blocked = new("EngineUnavailable");
    private readonly Requeuer _requeuer;

    public RequeuerTests()
    {
        _queue = new WorkQueue(_events.Time);
        _backoff = new RequeueBackoff(_events.Time, () => 0);
        _requeuer = new Requeuer(_queue, _backoff, [_blocked], new SettledWorkloads(), _events.Recorder, NullLogger<Requeuer>.Instance);
    }

    public void Dispose()
    {
        _queue.Dispose();
        _events.Dispose();
    }

    [Fact]
    public void Apply_Failure_IsRecordedAndQueuedAfterItsBackoff()
    {
        Apply(new Decision(PlanAction.Start, "NotRunning", ""), new FailureReason("StartFailed", "It failed."));
        Assert.Contains(Assert.Single(_events.Journal), field => field.Value == "web: StartFailed: It failed. Trying again in 2 s.");
        Assert.Equal("StartFailed", _backoff.Waiting(Web)?.Why.Reason);
        Assert.True(_queue.IsEmpty);
        _events.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.False(_queue.IsEmpty);
    }

    [Fact]
    public void Apply_AsDeclaredAgain_ResetsBackoffAndBlock()
    {
        Apply(new Decision(PlanAction.Blocked, "ImagePullFailed", ""), new FailureReason("EngineUnavailable", "It is away."));
        Assert.Equal([Web], _blocked.Keys);
        Apply(new Decision(PlanAction.None, "InSync", ""), failure: null);
        Assert.Empty(_blocked.Keys);
        Assert.Null(_backoff.Waiting(Web));
    }

    [Fact]
    public void AnyStarting_MemberComesUpByItself_UntilItIsUp()
    {
        Assert.False(_requeuer.AnyStarting);
        Apply(new Decision(PlanAction.Waiting, "DependencyNotReady", ""), failure: null);
        Assert.True(_requeuer.AnyStarting);
        Apply(new Decision(PlanAction.None, "InSync", ""), failure: null);
        Assert.False(_requeuer.AnyStarting);
    }

    private void Apply(Decision decision, FailureReason? failure) => _requeuer.Apply(Web, new ReconcileResult.Settled(
        ImmutableSortedDictionary<WorkloadKey, Decision>.Empty.Add(Web, decision),
        failure is null
        ? ImmutableDictionary<WorkloadKey, FailureReason>.Empty : ImmutableDictionary<WorkloadKey, FailureReason>.Empty.Add(Web, failure),
        [], [], ImmutableDictionary<WorkloadKey, TimeSpan>.Empty));
}
