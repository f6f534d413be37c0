using OciReconciler.Model.Conditions;
using OciReconciler.Model.Desired;
using OciReconciler.Model.Observed;
using OciReconciler.Model.Workloads;

namespace OciReconciler.Model.Planning;

/// <summary>What people did or asked for: pauses, restarts, units stopped with systemctl.</summary>
internal static class OperatorRules
{
    /// <summary>A paused workload is left alone, whatever is wrong with it.</summary>
    public static Decision? Paused(WorkloadKey key, PlanInput input)
    {
        if (!input.IsPaused(key))
            return null;
        var gone = input.Desired.ContainsKey(key) ? "" : " No manifest declares it any more; it stays until then.";
        return input.Paused.Contains(key)
            ? new(
                PlanAction.None, Reasons.Paused,
                $"Paused by hand: the controller leaves it alone until: {Resuming(key, input)}.{gone}")
            : new(
                PlanAction.None, Reasons.ContainerPaused,
                $"Its container was paused by hand: the controller leaves it alone until: {Resuming(key, input)}.{gone}");
    }

    // Of what no manifest declares any more nobody knows the engine.
    private static string Resuming(WorkloadKey key, PlanInput input) => input.Paused.Contains(key)
        ? $"oci-reconciler resume {key}"
        : $"{(input.Desired.TryGetValue(key, out var desired) ? BackendNames.Of(desired.Backend) : "podman or docker")} unpause {key}";

    /// <summary>Starting what requires a unit starts that one too: so nothing is started while something that it needs is paused and does not run.</summary>
    public static Decision? PausedDependency(DesiredMember desired, Decision decision, PlanInput input)
    {
        var observed = input.Observed[desired.Key];
        var starts = desired.AutoStart || observed.StartIsPending || observed.AppliedUnit is { IsUp: true };
        var touches = decision.Defines || decision.Action is PlanAction.Start or PlanAction.Restart or PlanAction.Waiting || (decision.Action == PlanAction.Hold && observed.AppliedUnit is { IsUp: false });
        if (!starts || !touches)
            return null;
        var missing = DependencyGraph.AllDependencies(input, desired.Key).Order().Where(input.Paused.Contains).Where(key => input.Observed[key].AppliedUnit is not { IsUp: true }).ToList();
        return missing.Count == 0
            ? null
            : new(PlanAction.Pending, Reasons.DependencyPaused, $"It needs {missing[0]}, which is paused and does not run. It is started after: oci-reconciler start {missing[0]}");
    }

    /// <summary>A restart that was asked for: through systemd, or by defining it anew when that would make another unit.</summary>
    public static Decision? Restart(DesiredMember desired, OwnershipMark applied, PlanInput input)
    {
        if (!input.RestartRequested.Contains(desired.Key))
            return null;
        if (applied.RenderVersion != desired.RenderVersion)
            return new(PlanAction.Replace, Reasons.RestartRequested, "A restart was asked for; how units are rendered has changed, so it is defined anew.");
        return PausedDependent(input, desired.Key) ?? new(PlanAction.Restart, Reasons.RestartRequested, "A restart was asked for.");
    }

    /// <summary>What is stopped or taken away takes along what requires it; a paused workload must not be touched.</summary>
    public static Decision? PausedDependent(PlanInput input, WorkloadKey key)
    {
        var paused = DependencyGraph.AllLoadedDependents(input, key).Where(input.IsPaused).Order().ToList();
        return paused.Count == 0
            ? null
            : new(PlanAction.Blocked, Reasons.DependentPaused,
                $"{paused[0]} depends on it, is paused and would have to be stopped. "
                + $"Nothing is changed until: {Resuming(paused[0], input)}");
    }

    /// <summary>Whether images are looked at before this is done.</summary>
    public static bool NeedsPreparation(Decision decision) => decision is { Action: PlanAction.Restart, Reason: Reasons.RestartRequested };

    /// <summary>The start of a unit that is not running.</summary>
    public static Decision NotRunning(DesiredMember desired, ObservedUnit unit, PlanInput input)
    {
        // With Restart=always a unit becomes inactive by a stop alone, and fails by one that its container answers with a bad exit code. What it requires takes it along, which is told there.
        var assessment = input.AssessmentOf(desired.Key);
        var isStopped = (unit is { ActiveState: "inactive", HasRun: true } || assessment.FailedByStop) && desired.AutoStart && !assessment.IsCrashLooping
            && DependencyGraph.AllDependencies(input, desired.Key).All(key => input.Observed[key].AppliedUnit is { IsUp: true });
        return isStopped
            ? new(PlanAction.Start, Reasons.StoppedByHand,
                $"{unit.Name} was stopped by somebody, and is started again, since autoStart is true. To keep it stopped: oci-reconciler stop {desired.Key}; to keep the controller off it: oci-reconciler pause {desired.Key}")
            : unit.ActiveState == "failed"
            ? new(PlanAction.Start, Reasons.UnitFailed, $"{unit.Name} is failed.") { IsWarning = true }
            : new(PlanAction.Start, Reasons.NotRunning, $"{unit.Name} is {unit.ActiveState}.");
    }
}
