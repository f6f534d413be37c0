using OciReconciler.Model.Conditions;
using OciReconciler.Model.Observed;

namespace OciReconciler.Model.Planning;

/// <summary>
/// Jobs of systemd that somebody else asked for: whoever waits for one that is cancelled is told "Job canceled", and <c>podman
/// auto-update</c> rolls back.
/// </summary>
internal static class ForeignJobs
{
    // How long a workload may take to start is not known when no manifest declares it any more.
    private const int DefaultDeadlineSeconds = 300;

    public static Decision? UnderWay(WorkloadContext context)
    {
        var needed = context.Needed;
        if (!needed.TakesDown && needed.Action is not (PlanAction.Start or PlanAction.Restart or PlanAction.StopForBackoff))
            return null;
        // What is stopped or restarted takes along what requires it.
        IEnumerable<WorkloadKey> touched = needed.Action == PlanAction.Start
            ? [context.Key]
            : [context.Key, .. DependencyGraph.AllLoadedDependents(context.Input, context.Key).Order()];
        var busy = touched.Select(member => BusyUnit(member, context.Input)).FirstOrDefault(unit => unit is not null);
        return busy is null
            ? null
            : new(PlanAction.Waiting, Reasons.JobUnderWay,
                $"systemd is at work on {busy.Name}, since somebody asked for a {busy.JobType} of it. "
                + $"It is looked at again when that has ended. ({needed.Message})");
    }

    // A start may take as long as it likes: one that outlasts the deadline of its manifest keeps nobody waiting any more.
    private static ObservedUnit? BusyUnit(WorkloadKey key, PlanInput input)
    {
        var deadline = TimeSpan.FromSeconds(input.Desired.GetValueOrDefault(key)?.ProgressDeadlineSeconds ?? DefaultDeadlineSeconds);
        return input.Observed[key].AppliedUnit is { ForeignJob: { } age, IsRestartedBySystemd: false } unit && age < deadline ? unit : null;
    }
}
