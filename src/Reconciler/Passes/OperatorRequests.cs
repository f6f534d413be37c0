using OciReconciler.State;

namespace OciReconciler.Passes;

/// <summary>
/// What operators want of the members of one pass, and the answers to those who asked for a restart. Read anew for each plan.
/// </summary>
internal sealed class OperatorRequests(ImmutableSortedSet<WorkloadKey> members, PauseFiles paused, RestartRequests requests)
{
    private readonly HashSet<WorkloadKey> _carriedOut = [];
    private ImmutableDictionary<WorkloadKey, string> _asked = ImmutableDictionary<WorkloadKey, string>.Empty;

    /// <summary>Those that nobody paused.</summary>
    public IEnumerable<ObservedWorkload> NotPaused(IEnumerable<ObservedWorkload> observed) =>
        observed.Where(workload => !paused.Has(workload.Key));

    /// <summary>Adds pauses and requests to what a plan is made from.</summary>
    public PlanInput AddTo(PlanInput input)
    {
        _asked = members
            .Where(requests.Has)
            .Select(key => (Key: key, Id: requests.Find(key)))
            .Where(asked => asked.Id is not null)
            .ToImmutableDictionary(asked => asked.Key, asked => asked.Id!);
        return input with
        {
            Paused = [.. members.Where(paused.Has)],
            RestartRequested = [.. _asked.Keys.Except(_carriedOut)],
        };
    }

    /// <summary>A phase was carried out.</summary>
    public void Executed(Plan plan) =>
        _carriedOut.UnionWith(plan.Steps.Where(step => step is PlanStep.Start or PlanStep.Restart).Select(step => step.Key));

    /// <summary>The pass has settled: answers the requests that its last plan knew.</summary>
    public void Complete(IReadOnlyDictionary<WorkloadKey, Decision> decisions, IReadOnlyDictionary<WorkloadKey, FailureReason> failures)
    {
        foreach (var (key, id) in _asked)
        {
            if (Outcome(key, id, decisions.GetValueOrDefault(key), failures.GetValueOrDefault(key)) is { } outcome)
                requests.Finish(key, outcome);
        }
    }

    private RestartOutcome? Outcome(WorkloadKey key, string id, Decision? decision, FailureReason? failure)
    {
        if (failure is not null)
            return new(id, false, $"{failure.Reason}: {failure.Message}");
        if (decision is { IsPaused: true } or { Action: PlanAction.Blocked or PlanAction.Pending or PlanAction.Conflict })
            return new(id, false, $"{decision.Reason}: {decision.Message}");
        if (_carriedOut.Contains(key))
            return new(id, true, "Restarted.");
        // What nothing desires has no unit that could be restarted; all else is carried out by a later pass.
        return decision is null or { Action: PlanAction.Remove or PlanAction.Forget } or { Reason: Reasons.Kept }
            ? new(id, false, "No valid manifest declares it.")
            : null;
    }
}
