namespace OciReconciler.Model.Planning;

/// <summary>
/// What is done with one workload if it were alone: desired against observed, its neighbours left out (<see cref="DependentRules"/> adds
/// them). Of each list the first rule that applies wins.
/// </summary>
internal static class PlanningRules
{
    /// <summary>Changes of what is defined.</summary>
    public static ImmutableArray<PlanningRule<WorkloadContext>> Changes { get; } =
    [
        new(ChangeRules.UnitName, "A unit whose name changed is replaced."),
        new(ChangeRules.OtherService, "What runs as two units is replaced."),
        new(ChangeRules.Spec, "A unit whose manifest changed is replaced."),
        new(ChangeRules.Inputs, "A unit whose image or files changed is replaced."),
    ];

    /// <summary>What is defined and unchanged; the last one applies always.</summary>
    public static ImmutableArray<PlanningRule<DefinedContext>> Defined { get; } =
    [
        new(OperatorRules.RequestedRestart, "A restart that somebody asked for is carried out."),
        new(RunRules.StopForBackoff, "What keeps ending is stopped, and started later."),
        new(RunRules.RestartAwaitsDependency, "What is of no use is restarted when what it needs is ready."),
        new(RunRules.Restart, "What is of no use is restarted."),
        new(RunRules.Rendering, "What is about to be started and would be rendered otherwise by now is replaced."),
        new(RunRules.Holder, "A service that lost its holder slice gets one."),
        new(RunRules.DependencyStopping, "Nothing is started while what it needs is being stopped."),
        new(RunRules.DelayedStart, "What keeps ending is started when its backoff is over."),
        new(RunRules.StartAwaitsDependency, "A start waits until what it needs is ready."),
        new(RunRules.StoppedByHand, "What somebody stopped is started again."),
        new(RunRules.Failed, "A unit that failed is started."),
        new(RunRules.NotRunning, "A unit that is down is started."),
        new(RunRules.InSync, "Nothing is to be done."),
    ];

    /// <summary>What a workload needs; one of them applies always.</summary>
    public static ImmutableArray<PlanningRule<WorkloadContext>> Needs { get; } =
    [
        new(RemovalRules.StaysUntilListed, "What no manifest declares stays until every manifest directory can be read."),
        new(RemovalRules.AwaitsEngine, "What no manifest declares stays until its engine tells of its container."),
        new(RemovalRules.Remove, "What no manifest declares is removed."),
        new(RemovalRules.Forget, "What is gone is forgotten."),
        new(ChangeRules.Refused, "A version that this controller does not define is seen to as it is defined, where that does no harm."),
        new(ChangeRules.NotDefined, "What is not defined is created."),
        new(ChangeRules.UnitMissing, "A holder without its unit is replaced."),
        new(ChangeRules.Repair, "What is defined is seen to while its change cannot be prepared."),
        .. Changes,
        new(ChangeRules.Unchanged, "What is defined and unchanged is kept running."),
    ];

    /// <summary>What keeps a workload from what it needs.</summary>
    public static ImmutableArray<PlanningRule<WorkloadContext>> Guards { get; } =
    [
        new(OperatorRules.Paused, "A paused workload is left alone, whatever is wrong with it."),
        new(ForeignRules.Holder, "A slice of somebody else in the place of the holder is a conflict."),
        new(ForeignRules.Unit, "A unit of somebody else under its name is a conflict."),
        new(ForeignRules.Container, "Nothing is started over a container of somebody else."),
        new(ForeignRules.RuntimeDirectory, "Nothing is started over a runtime directory of somebody else."),
        new(ForeignRules.UnknownContainer, "Nothing is started before the engine has told whose the container is."),
        new(DependencyRules.Undeclared, "Nothing is defined that needs what no manifest declares."),
        new(DependencyRules.Paused, "Nothing is started that needs what is paused and does not run."),
        new(ForeignJobs.UnderWay, "A job of systemd that somebody else asked for is not cancelled."),
    ];

    /// <summary>The decision for one workload.</summary>
    public static Decision Decide(WorkloadContext context) => PlanningRule.FirstOf(Guards, context) ?? context.Needed;
}
