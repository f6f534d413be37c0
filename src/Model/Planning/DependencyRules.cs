using OciReconciler.Model.Conditions;

namespace OciReconciler.Model.Planning;

/// <summary>Dependencies that keep a workload from being defined or started.</summary>
internal static class DependencyRules
{
    public static Decision? Undeclared(WorkloadContext context)
    {
        if (context.Desired is not { } desired || !context.Needed.Defines)
            return null;
        var missing = desired.DependsOn.Where(name => !context.Input.Declared.Contains(name)).ToList();
        return missing.Count == 0
            ? null
            : new(PlanAction.Pending, Reasons.DependencyNotFound,
                $"It depends on {string.Join(", ", missing)}, which no valid manifest declares. It is looked at again when that appears.");
    }

    // systemd starts what a unit requires together with it.
    public static Decision? Paused(WorkloadContext context)
    {
        if (!MayStart(context))
            return null;
        var missing = DependencyGraph.AllDependencies(context.Input, context.Key).Order()
            .Where(context.Input.Paused.Contains)
            .Where(key => context.Input.Observed[key].AppliedUnit is not { IsUp: true })
            .ToList();
        return missing.Count == 0
            ? null
            : new(PlanAction.Pending, Reasons.DependencyPaused,
                $"It needs {missing[0]}, which is paused and does not run. It is started after: oci-reconciler start {missing[0]}");
    }

    private static bool MayStart(WorkloadContext context)
    {
        var (needed, observed) = (context.Needed, context.Observed);
        var isToRun = context.Desired is { } desired
            && (desired.AutoStart || observed.StartIsPending || observed.AppliedUnit is { IsUp: true });
        return isToRun
            && (needed.Defines
                || needed.Action is PlanAction.Start or PlanAction.Restart or PlanAction.Waiting
                || (needed.Action == PlanAction.Hold && observed.AppliedUnit is { IsUp: false }));
    }
}
