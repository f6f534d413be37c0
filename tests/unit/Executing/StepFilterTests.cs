using OciReconciler.Executing;
using OciReconciler.Model.Desired;

namespace OciReconciler.UnitTests.Executing;

public sealed class StepFilterTests
{
    private static readonly WorkloadKey Web = new("web");
    private static readonly WorkloadKey Db = new("db");

    private readonly Dictionary<WorkloadKey, FailureReason> _failures = new() { [Db] = new("StartFailed", "It failed.") };

    public static TheoryData<PlanStep, bool, bool> Steps => new()
    {
        { new PlanStep.MarkForRestart(Web), false, true },
        { new PlanStep.Stop(Web, "u"), false, true },
        { new PlanStep.Release(Web, "u", []), false, true },
        { new PlanStep.RemoveContainer(Web, "c"), false, true },
        { new PlanStep.Define(Web), true, false },
        { new PlanStep.Start(Web, "u"), true, false },
        { new PlanStep.Restart(Web, "u"), true, false },
        { new PlanStep.Hold(Web), false, false },
        { new PlanStep.Forget(Web), false, false },
    };

    [Theory]
    [MemberData(nameof(Steps))]
    public void Step_AfterAFailure_FailsWithItsDependencyOrWaitsForTheNextPlan(PlanStep step, bool fails, bool isLeft)
    {
        var failure = StepFilter.FailedDependencyOf(step, Members("db"), _failures);
        Assert.Equal(fails ? new("DependencyFailed", "It depends on db, which failed: It failed.") : null, failure);
        Assert.Equal(isLeft, StepFilter.IsLeftToNextPlan(step, _failures));
        Assert.Equal([Db], _failures.Keys);
    }

    [Fact]
    public void Step_NothingFailed_IsCarriedOut()
    {
        _failures.Clear();
        Assert.Null(StepFilter.FailedDependencyOf(new PlanStep.Start(Web, "u"), Members("db"), _failures));
        Assert.False(StepFilter.IsLeftToNextPlan(new PlanStep.Stop(Web, "u"), _failures));
    }

    [Fact]
    public void FailedDependency_OfAnother_IsNone() =>
        Assert.Null(StepFilter.FailedDependencyOf(new PlanStep.Start(Web, "u"), Members("cache"), _failures));

    [Fact]
    public void FailedDependency_NotDesired_IsNone() =>
        Assert.Null(StepFilter.FailedDependencyOf(new PlanStep.Start(Web, "u"), new Dictionary<WorkloadKey, DesiredMember>(), _failures));

    private static Dictionary<WorkloadKey, DesiredMember> Members(string dependency) => new()
    {
        [Web] = new DesiredMember
        {
            Key = Web, Unit = "podman-web.service", DefinitionHash = "d", RenderVersion = "r", AutoStart = true,
                DependsOn = [new WorkloadKey(dependency)],
        },
    };
}
