using OciReconciler.Model.Conditions;
using OciReconciler.Model.Workloads;

namespace OciReconciler.Control;

/// <summary>The delay of a workload after a step that failed. What keeps ending by itself is no matter of this, but of its crash ladder.</summary>
internal sealed class Backoffs(TimeProvider time, Func<double> chance)
{
    private readonly RequeueBackoff _failures = new(time, chance);

    /// <summary>A step failed.</summary>
    public TimeSpan Failed(WorkloadKey key, FailureReason why) => _failures.Next(key, why);

    /// <summary>Why it waits and for how long still, or null.</summary>
    public (FailureReason Why, TimeSpan Remaining)? Waiting(WorkloadKey key) => _failures.Waiting(key);

    /// <summary>When to look again at what is not as declared, or null when an event will tell.</summary>
    /// <param name="key">Which.</param>
    /// <param name="waited">It waited when the pass began: where the wait has ended since, nobody else would ask for the pass that acts.</param>
    public TimeSpan? RetryAfter(WorkloadKey key, bool waited) => Waiting(key)?.Remaining ?? (waited ? TimeSpan.Zero : null);

    /// <summary>All is well, or the manifest changed: everything is tried at once.</summary>
    public void Forget(WorkloadKey key) => _failures.Forget(key);

    /// <summary>The same for each.</summary>
    public void Forget(IEnumerable<WorkloadKey> keys)
    {
        foreach (var key in keys)
            Forget(key);
    }
}
