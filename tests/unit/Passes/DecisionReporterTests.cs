using OciReconciler.UnitTests.Events;

namespace OciReconciler.UnitTests.Passes;

public sealed class DecisionReporterTests : IDisposable
{
    private static readonly WorkloadKey Web = RecorderFixture.Web;

    private readonly RecorderFixture _events = new();
    private readonly DecisionReporter _reporter;
    private readonly HashSet<WorkloadKey> _takenDown = [];

    public DecisionReporterTests() => _reporter = new DecisionReporter(
        new LastAppliedSpecs("/nowhere", StateFiles.ReadOnly), _events.Recorder, NullLogger<DecisionReporter>.Instance);

    public void Dispose() => _events.Dispose();

    [Theory]
    [InlineData(PlanAction.Replace, "SpecChanged", true)]
    [InlineData(PlanAction.Restart, "Unhealthy", true)]
    [InlineData(PlanAction.Create, "NotDefined", false)]
    [InlineData(PlanAction.Forget, "ManifestRemoved", false)]
    [InlineData(PlanAction.None, "InSync", false)]
    public void Record_Decision_IsRecordedWhenItIsNews(PlanAction action, string reason, bool isNews)
    {
        Record(PlanPhase.BringUp, new Decision(action, reason, "So it is."), new PlanStep.Start(Web, "u"));
        Assert.Equal(isNews ? [reason] : [], _events.Read().Select(happened => happened.Reason));
    }

    [Fact]
    public void Record_DecisionWithoutAStep_IsNotRecorded()
    {
        Record(PlanPhase.BringUp, new Decision(PlanAction.Replace, "SpecChanged", "So it is."));
        Assert.Empty(_events.Read());
    }

    [Fact]
    public void Record_BringUpAfterATakeDown_IsRecordedOnce()
    {
        Record(PlanPhase.TakeDown, new Decision(PlanAction.Replace, "SpecChanged", "So it is."), new PlanStep.Stop(Web, "u"));
        Record(PlanPhase.BringUp, new Decision(PlanAction.Start, "NotRunning", "So it is."), new PlanStep.Start(Web, "u"));
        Assert.Equal([Web], _takenDown);
        Assert.Equal("SpecChanged", Assert.Single(_events.Read()).Reason);
    }

    private void Record(PlanPhase phase, Decision decision, params PlanStep[] steps) => _reporter.Record(
        new Plan(ImmutableSortedDictionary<WorkloadKey, Decision>.Empty.Add(Web, decision), phase, [.. steps]), _takenDown);
}
