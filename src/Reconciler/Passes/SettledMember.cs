
namespace OciReconciler.Passes;

/// <summary>Which members of a pass that has settled stay as they are for as long as nothing happens to them. Pure.</summary>
internal static class SettledMember
{
    /// <summary>
    /// Whether a member is desired, as it should be, and an observation like the last one would plan nothing at any later time.
    /// </summary>
    /// <param name="settled">How the pass ended.</param>
    /// <param name="pass">What it saw and planned last.</param>
    public static bool IsUnchanging(WorkloadKey key, ReconcileResult.Settled settled, ReconcilePass pass) =>
        settled.Decisions[key] is { Action: PlanAction.None, IsPaused: false, AwaitsJob: false }
        && !settled.Failures.ContainsKey(key)
        && !settled.Unready.Contains(key)
        && !settled.Waited.Contains(key)
        && pass.Desired.Members.ContainsKey(key)
        && IsWatchable(pass.Observation.Workloads[key])
        && pass.Assessments.GetValueOrDefault(key) is
        {
            ObserveAgainAfter: null, StopForBackoff: null, DelayStart: null, Restart: null, Trouble: null, Failure: null, Watching: null,
        };

    // Of a unit in any other state more is read than listings say.
    private static bool IsWatchable(ObservedWorkload observed) => observed is
    {
        ContainerIsKnown: true, NotWatchedFor: null, HasPausedContainer: false, StartIsPending: false,
        AppliedUnit: { ActiveState: "active" or "inactive", JobId: 0 },
    };
}
