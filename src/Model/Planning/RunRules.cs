using OciReconciler.Model.Conditions;

namespace OciReconciler.Model.Planning;

/// <summary>What is defined and as declared: keeping it running, or not.</summary>
internal static class RunRules
{
    // The unit stays defined: systemd alone would go on starting it.
    public static Decision? StopForBackoff(DefinedContext context) =>
        context is { Unit.IsUp: true, Assessment.StopForBackoff: { } loop }
            ? OperatorRules.PausedDependent(context.Input, context.Desired.Key)
                ?? new(PlanAction.StopForBackoff, loop.Reason, loop.Message) { IsWarning = true }
            : null;

    // systemd would start what the unit requires as well, whatever the backoff of that one.
    public static Decision? RestartAwaitsDependency(DefinedContext context) =>
        context is { Assessment.Restart: not null, UnreadyDependency: { } needed }
            ? new(PlanAction.Waiting, Reasons.DependencyNotReady,
                $"It is restarted when {needed} is ready: {context.Input.AssessmentOf(needed).Readiness.Message}")
            : null;

    public static Decision? Restart(DefinedContext context) =>
        context.Assessment.Restart is { } why
            ? OperatorRules.PausedDependent(context.Input, context.Desired.Key)
                ?? new(PlanAction.Restart, why.Reason, why.Message) { IsWarning = true }
            : null;

    public static Decision? Rendering(DefinedContext context) =>
        context is { IsToStart: true, IsRenderedOtherwise: true }
            ? new(PlanAction.Replace, Reasons.RenderVersionChanged, "It is not running, and how units are rendered has changed.")
            : null;

    public static Decision? Holder(DefinedContext context) =>
        context.Observed.Holder is null
            ? new(PlanAction.Hold, Reasons.HolderMissing, $"Nothing holds {context.Applied.Unit} any more; somebody stopped its slice.")
            : null;

    // A start would draw the dependency in, and so cancel the stop that somebody asked for.
    public static Decision? DependencyStopping(DefinedContext context) =>
        context.IsToStart && StoppingDependency(context) is { } stopping
            ? new(PlanAction.None, Reasons.DependencyStopping,
                $"{stopping}, which it needs, is being stopped. It is looked at again when that is done.")
            : null;

    public static Decision? DelayedStart(DefinedContext context) =>
        context is { IsToStart: true, Assessment.DelayStart: { } wait } ? new(PlanAction.Waiting, wait.Reason, wait.Message) : null;

    public static Decision? StartAwaitsDependency(DefinedContext context) =>
        context is { IsToStart: true, UnreadyDependency: { } unready }
            ? new(PlanAction.Waiting, Reasons.DependencyNotReady,
                $"It is started when {unready} is ready: {context.Input.AssessmentOf(unready).Readiness.Message}")
            : null;

    // With Restart=always a unit becomes inactive by a stop alone, and fails by one that its container answers with a bad exit code. A unit
    // that it requires takes it along: the decision for that one says so.
    public static Decision? StoppedByHand(DefinedContext context)
    {
        var (unit, key) = (context.Unit, context.Desired.Key);
        var isStopped = (unit is { ActiveState: "inactive", HasRun: true } || context.Assessment.FailedByStop)
            && context is { IsToStart: true, Desired.AutoStart: true, Assessment.IsCrashLooping: false }
            && DependencyGraph.AllDependencies(context.Input, key)
                .All(other => context.Input.Observed[other].AppliedUnit is { IsUp: true });
        return isStopped
            ? new(PlanAction.Start, Reasons.StoppedByHand,
                $"{unit.Name} was stopped by somebody, and is started again, since autoStart is true. To keep it stopped: oci-reconciler "
                + $"stop {key}; to keep the controller off it: oci-reconciler pause {key}")
            : null;
    }

    public static Decision? Failed(DefinedContext context) =>
        context is { IsToStart: true, Unit: { ActiveState: "failed" } unit }
            ? new(PlanAction.Start, Reasons.UnitFailed, $"{unit.Name} is failed.") { IsWarning = true }
            : null;

    public static Decision? NotRunning(DefinedContext context) =>
        context.IsToStart ? new(PlanAction.Start, Reasons.NotRunning, $"{context.Unit.Name} is {context.Unit.ActiveState}.") : null;

    public static Decision InSync(DefinedContext context) => new(PlanAction.None, Reasons.InSync, "As declared.");

    private static string? StoppingDependency(DefinedContext context) => DependencyGraph.AllDependencies(context.Input, context.Desired.Key)
        .Select(dependency => context.Input.Observed[dependency].AppliedUnit)
        .FirstOrDefault(unit => unit?.JobType == "stop")?.Name;
}
