using OciReconciler.Passes;

namespace OciReconciler.Control;

/// <summary>Which passes the result of a pass asks for. Pure.</summary>
internal static class RequeuePolicy
{
    /// <summary>
    /// Delay until a unit that is up without a running container is observed again: no event comes when the container runs.
    /// </summary>
    public static readonly TimeSpan UnreadyCheck = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Delay until a workload is tried again whose engine was away for too short a time for anything to notice its return.
    /// </summary>
    public static readonly TimeSpan EngineCheck = TimeSpan.FromSeconds(30);

    /// <summary>Decides in the order in which the decisions are to be applied.</summary>
    /// <param name="key">The workload that asked for the pass.</param>
    /// <param name="result">Any but <see cref="ReconcileResult.Grown"/>, which goes on at once.</param>
    /// <param name="remaining">How long the backoff of a workload lasts still, or null when it does not wait.</param>
    public static ImmutableArray<RequeueDecision> Decide(
        WorkloadKey key, ReconcileResult result, Func<WorkloadKey, TimeSpan?> remaining) => result switch
        {
            ReconcileResult.Settled settled =>
            [
                .. settled.Decisions.Select(entry => OfMember(entry.Key, entry.Value, settled, remaining)).OfType<RequeueDecision>(),
                .. settled.Unready.Select(member => new RequeueDecision.After(member, UnreadyCheck)),
                .. settled.ObserveAgainAfter.Select(entry => new RequeueDecision.After(entry.Key, entry.Value)),
            ],
            ReconcileResult.Failed failed => [new RequeueDecision.BackOff(key, failed.Why)],
            // Whatever is not as declared is made so after the boot.
            ReconcileResult.Stopping => [],
            _ => throw new InvalidOperationException($"A pass result without a queue call: {result}."),
        };

    /// <summary>
    /// Whether a member was begun and comes up by itself: its client starts the container, or its start waits for what it needs.
    /// </summary>
    public static bool IsStarting(WorkloadKey member, ReconcileResult.Settled settled) => settled.Unready.Contains(member)
        || settled.Decisions[member].AwaitsJob
        || settled.Decisions[member] is { Action: PlanAction.Waiting, Reason: Reasons.DependencyNotReady };

    /// <summary>When to observe what is not as declared, or null when an event will come.</summary>
    /// <param name="remaining">How long its backoff lasts still, or null.</param>
    /// <param name="waited">
    /// Its backoff lasted when the pass began: where it has ended since, nobody else would ask for the pass that acts.
    /// </param>
    public static TimeSpan? RetryAfter(TimeSpan? remaining, bool waited) => remaining ?? (waited ? TimeSpan.Zero : null);

    private static RequeueDecision? OfMember(
        WorkloadKey member, Decision decision, ReconcileResult.Settled settled, Func<WorkloadKey, TimeSpan?> remaining)
    {
        if (settled.Failures.TryGetValue(member, out var failure))
            return new RequeueDecision.BackOff(member, failure);
        if (decision.Action is PlanAction.None or PlanAction.Forget)
            return new RequeueDecision.ResetBackoff(member);
        if (RetryAfter(remaining(member), settled.Waited.Contains(member)) is { } delay)
            return new RequeueDecision.After(member, delay);
        return decision.Reason == Reasons.EngineUnavailable ? new RequeueDecision.After(member, EngineCheck) : null;
    }
}
