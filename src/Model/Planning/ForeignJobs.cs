using OciReconciler.Model.Conditions;
using OciReconciler.Model.Observed;
using OciReconciler.Model.Workloads;

namespace OciReconciler.Model.Planning;

/// <summary>
/// Jobs of systemd that somebody else asked for: whoever waits for one that is cancelled is told "Job canceled", and <c>podman
/// auto-update</c> rolls back.
/// </summary>
internal static class ForeignJobs
{
    // Of what no manifest declares any more nobody knows how long it may take to start.
    private const int DefaultDeadlineSeconds = 300;

    /// <summary>The decision to wait for such a job, when <paramref name="decision"/> would cancel it; else null.</summary>
    public static Decision? InTheWay(WorkloadKey key, Decision decision, PlanInput input)
    {
        if (!decision.TakesDown && decision.Action is not (PlanAction.Start or PlanAction.Restart or PlanAction.StopForBackoff))
            return null;
        // What is stopped or restarted takes along what requires it.
        IEnumerable<WorkloadKey> touched = decision.Action == PlanAction.Start
            ? [key]
            : [key, .. DependencyGraph.AllLoadedDependents(input, key).Order()];
        var busy = touched.Select(member => BusyUnit(member, input)).FirstOrDefault(unit => unit is not null);
        return busy is null
            ? null
            : new(PlanAction.Waiting, Reasons.JobUnderWay,
                $"systemd is at work on {busy.Name}, since somebody asked for a {busy.JobType} of it. "
                + $"It is looked at again when that has ended. ({decision.Message})");
    }

    // A start may take as long as it likes: one that outlasts what its manifest gives it keeps nobody waiting any more.
    private static ObservedUnit? BusyUnit(WorkloadKey key, PlanInput input)
    {
        var deadline = TimeSpan.FromSeconds(input.Desired.GetValueOrDefault(key)?.ProgressDeadlineSeconds ?? DefaultDeadlineSeconds);
        return input.Observed[key].AppliedUnit is { ForeignJob: { } age, IsRestartedBySystemd: false } unit && age < deadline ? unit : null;
    }
}
