namespace OciReconciler.UnitTests.Control;

public sealed class RequeuePolicyTests
{
    private static readonly WorkloadKey Web = new("web");
    private static readonly WorkloadKey Db = new("db");
    private static readonly FailureReason Why = new("StartFailed", "It failed.");

    /// <summary>
    /// Each row: action, reason, whether it failed, whether it waited, seconds its backoff lasts still, and what follows.
    /// </summary>
    public static TheoryData<PlanAction, string, bool, bool, double?, string> Members => new()
    {
        { PlanAction.None, "InSync", false, false, null, "reset" },
        { PlanAction.Forget, "ManifestRemoved", false, true, 5, "reset" },
        { PlanAction.None, "InSync", true, false, null, "back off" },
        { PlanAction.Start, "NotRunning", true, true, 5, "back off" },
        { PlanAction.Blocked, "StartFailed", false, true, 1.5, "after 1.5 s" },
        { PlanAction.Blocked, "StartFailed", false, false, 1.5, "after 1.5 s" },
        { PlanAction.Blocked, "StartFailed", false, true, null, "after 0 s" },
        { PlanAction.Blocked, Reasons.EngineUnavailable, false, true, 7, "after 7 s" },
        { PlanAction.Blocked, Reasons.EngineUnavailable, false, false, null, "after 30 s" },
        { PlanAction.Conflict, "UnitConflict", false, false, null, "nothing" },
        { PlanAction.Waiting, "DependencyNotReady", false, false, null, "nothing" },
    };

    [Theory]
    [MemberData(nameof(Members))]
    public void Decide_Member_IsResetBackedOffOrDelayed(
        PlanAction action, string reason, bool failed, bool waited, double? remaining, string expected)
    {
        var settled = Settled(new Decision(action, reason, ""), failed) with { Waited = waited ? [Web] : [] };
        var decisions = RequeuePolicy.Decide(Web, settled, _ => remaining is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
        Assert.Equal(expected, Text(decisions));
    }

    [Fact]
    public void Decide_UnreadyAndTimed_AreObservedAgainAfterTheMembers()
    {
        var settled = Settled(new Decision(PlanAction.None, "InSync", ""), failed: false) with
        {
            Unready = [Web],
            ObserveAgainAfter = ImmutableDictionary<WorkloadKey, TimeSpan>.Empty.Add(Db, TimeSpan.FromSeconds(10)),
        };
        Assert.Equal(
            [new RequeueDecision.ResetBackoff(Web), new RequeueDecision.After(Web, RequeuePolicy.UnreadyCheck),
                new RequeueDecision.After(Db, TimeSpan.FromSeconds(10))],
            RequeuePolicy.Decide(Web, settled, _ => null));
    }

    [Fact]
    public void Decide_HostNotObserved_BacksOffWhoAsked() =>
        Assert.Equal([new RequeueDecision.BackOff(Db, Why)], RequeuePolicy.Decide(Db, new ReconcileResult.Failed(Why), _ => null));

    [Fact]
    public void Decide_SystemGoesDown_AsksForNothing() =>
        Assert.Empty(RequeuePolicy.Decide(Web, new ReconcileResult.Stopping(), _ => null));

    [Fact]
    public void Decide_Grown_IsNoEndOfAPass() =>
        Assert.Throws<InvalidOperationException>(() => RequeuePolicy.Decide(Web, new ReconcileResult.Grown([Web, Db]), _ => null));

    [Theory]
    [InlineData(PlanAction.Waiting, "DependencyNotReady", false, true)]
    [InlineData(PlanAction.Waiting, "CrashLoop", false, false)]
    [InlineData(PlanAction.Waiting, Reasons.JobUnderWay, false, true)]
    [InlineData(PlanAction.None, "InSync", true, true)]
    [InlineData(PlanAction.None, "InSync", false, false)]
    [InlineData(PlanAction.Blocked, "DependencyNotReady", false, false)]
    public void IsStarting_Member_IsWhatComesUpByItself(PlanAction action, string reason, bool isUnready, bool isStarting) =>
        Assert.Equal(
            isStarting, RequeuePolicy.IsStarting(Web,
                Settled(new Decision(action, reason, ""), failed: false) with { Unready = isUnready ? [Web] : [] }));

    private static ReconcileResult.Settled Settled(Decision decision, bool failed) => new(
        ImmutableSortedDictionary<WorkloadKey, Decision>.Empty.Add(Web, decision),
        failed ? ImmutableDictionary<WorkloadKey, FailureReason>.Empty.Add(Web, Why)
        : ImmutableDictionary<WorkloadKey, FailureReason>.Empty,
        [], [], ImmutableDictionary<WorkloadKey, TimeSpan>.Empty);

    private static string Text(ImmutableArray<RequeueDecision> decisions) => decisions switch
    {
        [] => "nothing",
        [RequeueDecision.ResetBackoff] => "reset",
        [RequeueDecision.BackOff failed] when failed.Why == Why => "back off",
        [RequeueDecision.After after] => string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"after {after.Delay.TotalSeconds} s"),
        _ => "something else",
    };
}
