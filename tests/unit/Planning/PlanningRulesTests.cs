namespace OciReconciler.UnitTests.Planning;

/// <summary>The order is the rule: what stands first wins.</summary>
public sealed class PlanningRulesTests
{
    [Fact]
    public void Guards_Order_IsThis() => Assert.Equal(
        [
            "OperatorRules.Paused", "ForeignRules.Holder", "ForeignRules.Unit", "ForeignRules.Container", "ForeignRules.RuntimeDirectory",
            "ForeignRules.UnknownContainer", "DependencyRules.Undeclared", "DependencyRules.Paused", "ForeignJobs.UnderWay",
        ],
        Names(PlanningRules.Guards));

    [Fact]
    public void Needs_Order_IsThis() => Assert.Equal(
        [
            "RemovalRules.StaysUntilListed", "RemovalRules.AwaitsEngine", "RemovalRules.Remove", "RemovalRules.Forget",
            "ChangeRules.Refused", "ChangeRules.NotDefined", "ChangeRules.UnitMissing", "ChangeRules.Repair",
            "ChangeRules.UnitName", "ChangeRules.OtherService", "ChangeRules.Spec", "ChangeRules.Inputs", "ChangeRules.Unchanged",
        ],
        Names(PlanningRules.Needs));

    [Fact]
    public void Defined_Order_IsThis() => Assert.Equal(
        [
            "OperatorRules.RequestedRestart", "RunRules.StopForBackoff", "RunRules.RestartAwaitsDependency", "RunRules.Restart",
            "RunRules.Rendering", "RunRules.Holder", "RunRules.DependencyStopping", "RunRules.DelayedStart",
            "RunRules.StartAwaitsDependency", "RunRules.StoppedByHand", "RunRules.Failed", "RunRules.NotRunning", "RunRules.InSync",
        ],
        Names(PlanningRules.Defined));

    [Fact]
    public void FirstOf_NoRuleApplies_IsNull() =>
        Assert.Null(PlanningRule.FirstOf([new PlanningRule<string>(_ => null, "Never.")], ""));

    [Fact]
    public void FirstOf_SeveralApply_IsTheFirst()
    {
        ImmutableArray<PlanningRule<string>> rules =
        [
            new(_ => null, "Never."),
            new(text => new(PlanAction.None, text, "First."), "Always."),
            new(_ => throw new InvalidOperationException(), "Too late."),
        ];
        Assert.Equal(new Decision(PlanAction.None, "A", "First."), PlanningRule.FirstOf(rules, "A"));
    }

    private static IEnumerable<string> Names<T>(IEnumerable<PlanningRule<T>> rules) => rules.Select(rule => rule.Name);
}
