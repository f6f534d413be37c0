using System.Collections.Concurrent;
using OciReconciler.Model.Status;

namespace OciReconciler.Passes;

/// <summary>
/// Which warnings of a workload were reported. A reason is reported once until the workload has been well for a while or its manifest is
/// another one: its message changes with each state of each unit that it names, and the status always has the newest. Thread-safe for
/// different workloads.
/// </summary>
internal sealed class WarningFilter
{
    // A unit that ends and is started again is active in between: that alone is no recovery.
    private static readonly TimeSpan Well = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<WorkloadKey, Reported> _reported = new();

    /// <summary>What is wrong and was not reported yet; null: nothing.</summary>
    /// <param name="previous">The status before, whose warnings were reported, also when it is an earlier controller's; or null.</param>
    public Condition? NewWarning(WorkloadKey key, WorkloadStatus? previous, WorkloadStatus status)
    {
        if (status.Find(ConditionTypes.Degraded, "True") is not { } trouble)
            return null;
        var reported = _reported.GetValueOrDefault(key);
        if (reported is null || reported.DefinitionHash != status.DefinitionHash || WasWell(previous, trouble))
            reported = new Reported(status.DefinitionHash, []);
        if (previous?.Find(ConditionTypes.Degraded, "True") is { } before)
            reported = reported with { Reasons = reported.Reasons.Add(before.Reason) };
        _reported[key] = reported with { Reasons = reported.Reasons.Add(trouble.Reason) };
        return reported.Reasons.Contains(trouble.Reason) ? null : trouble;
    }

    /// <summary>The workload is gone.</summary>
    public void Forget(WorkloadKey key) => _reported.TryRemove(key, out _);

    private static bool WasWell(WorkloadStatus? previous, Condition trouble)
    {
        if (previous?.Find(ConditionTypes.Ready, "True") is not { } ready
            || previous.Find(ConditionTypes.Degraded, "False") is not { } degraded)
            return false;
        var later = ready.LastTransitionTime > degraded.LastTransitionTime ? ready : degraded;
        return trouble.LastTransitionTime - later.LastTransitionTime >= Well;
    }

    private sealed record Reported(string DefinitionHash, ImmutableHashSet<string> Reasons);
}
