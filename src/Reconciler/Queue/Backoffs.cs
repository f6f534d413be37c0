using OciReconciler.Model.Planning;
using OciReconciler.Model.Workloads;

namespace OciReconciler.Queue;

/// <summary>The two delays of a workload: after a step that failed, and between starts of a unit that keeps ending.</summary>
internal sealed class Backoffs(TimeProvider time, Func<double> chance)
{
    private static readonly Blocker Looping = new("CrashLoopBackOff",
        "It ended again soon after it was started; the next start waits. See: journalctl -u UNIT, systemctl status UNIT.");

    private readonly RequeueBackoff _failures = new(time, chance);
    private readonly RequeueBackoff _starts = new(time, chance);

    /// <summary>A step failed.</summary>
    public TimeSpan Failed(WorkloadKey key, Blocker why) => _failures.Next(key, why);

    /// <summary>A unit that had ended was started.</summary>
    public void Started(WorkloadKey key, string unit) =>
        _starts.Next(key, Looping with { Message = Looping.Message.Replace("UNIT", unit, StringComparison.Ordinal) });

    /// <summary>The longer of the two waits, or null.</summary>
    public (Blocker Why, TimeSpan Remaining)? Waiting(WorkloadKey key) => _failures.Waiting(key) ?? _starts.Waiting(key);

    /// <summary>When to look again at what is not as declared, or null when an event will tell.</summary>
    /// <param name="key">Which.</param>
    /// <param name="waited">It waited when the pass began: where the wait has ended since, nobody else would ask for the pass that acts.</param>
    public TimeSpan? RetryAfter(WorkloadKey key, bool waited) => Waiting(key)?.Remaining ?? (waited ? TimeSpan.Zero : null);

    /// <summary>All is well: failures are forgotten, starts are not, since a crash may follow.</summary>
    public void Succeeded(WorkloadKey key) => _failures.Forget(key);

    /// <summary>The manifest changed: everything is tried at once.</summary>
    public void Forget(WorkloadKey key)
    {
        _failures.Forget(key);
        _starts.Forget(key);
    }
}
