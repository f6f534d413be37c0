using OciReconciler.Model.Conditions;

namespace OciReconciler.Model.Planning;

/// <summary>
/// What a change of one member means for the others: systemd keeps a unit loaded for as long as a loaded unit names it, so everything
/// that names it goes down and comes up with it, and what cannot come up again puts the change off.
/// </summary>
internal static class DependentRules
{
    /// <summary>
    /// Extends <paramref name="decisions"/> to dependents. Returns the first member whose change is put off, or null when all is settled.
    /// </summary>
    public static KeyValuePair<WorkloadKey, Decision>? Apply(PlanInput input, SortedDictionary<WorkloadKey, Decision> decisions)
    {
        var pending = new Queue<WorkloadKey>(decisions.Where(entry => entry.Value.TakesDown).Select(entry => entry.Key));
        while (pending.TryDequeue(out var key))
        {
            if (BlockedByDependents(input, decisions, key) is { } blocked)
                return new(key, blocked);
            foreach (var dependent in DependencyGraph.LoadedDependents(input, key).Where(dependent => !decisions[dependent].TakesDown))
            {
                decisions[dependent] = new(PlanAction.Replace, Reasons.DependencyChanged, $"{key}, which it depends on, is replaced.");
                pending.Enqueue(dependent);
            }
        }

        foreach (var (key, decision) in decisions)
        {
            if (FailedPreparation(input, key, decision) is { } failed)
                return new(key, failed);
            if (decision.Defines && AbsentDependency(input, decisions, key) is { } absent)
                return new(key, absent);
        }

        return null;
    }

    private static Decision? BlockedByDependents(PlanInput input, SortedDictionary<WorkloadKey, Decision> decisions, WorkloadKey key)
    {
        var removes = decisions[key].Action == PlanAction.Remove;
        if (removes && LiveUsers(input, decisions, key) is { Count: > 0 } users)
        {
            return new(PlanAction.Blocked, Reasons.InUse,
                $"Its manifest is gone, but {string.Join(", ", users)} depends on it. Remove that too, or drop the dependency.");
        }

        if (OperatorRules.PausedDependent(input, key) is { } paused)
            return paused;
        var stuck = DependencyGraph.LoadedDependents(input, key)
            .FirstOrDefault(dependent => CannotRestart(input, decisions[dependent], dependent));
        if (stuck == default)
            return null;
        return new(PlanAction.Blocked, removes ? Reasons.InUse : Reasons.DependentBlocked,
            $"{stuck} depends on it and could not be started again: {Sentences.Ended(decisions[stuck].Message)} "
            + "Nothing is changed until that is solved.");
    }

    private static bool CannotRestart(PlanInput input, Decision decision, WorkloadKey dependent) =>
        IsStuck(decision)
        || input.Desired.GetValueOrDefault(dependent)?.Refusal is not null
        || (decision.Action != PlanAction.Remove && !input.Desired.ContainsKey(dependent));

    private static bool IsStuck(Decision decision) => decision.Action is PlanAction.Blocked or PlanAction.Conflict or PlanAction.Pending;

    private static List<WorkloadKey> LiveUsers(PlanInput input, SortedDictionary<WorkloadKey, Decision> decisions, WorkloadKey key) =>
        [.. input.Desired.Values
            .Where(member => member.DependsOn.Contains(key))
            .Where(member => input.Observed[member.Key].Applied is not null && decisions[member.Key].Action != PlanAction.Remove)
            .Select(member => member.Key)];

    private static Decision? FailedPreparation(PlanInput input, WorkloadKey key, Decision decision)
    {
        var needsPreparation = !decision.IsRepair
            && (decision.Defines || decision.Action is PlanAction.Start or PlanAction.Hold || OperatorRules.NeedsPreparation(decision));
        return needsPreparation && input.Prepared.GetValueOrDefault(key)?.Failure is { } failure ? WorkloadContext.Blocked(failure) : null;
    }

    private static Decision? AbsentDependency(PlanInput input, SortedDictionary<WorkloadKey, Decision> decisions, WorkloadKey key)
    {
        foreach (var dependency in input.Desired[key].DependsOn)
        {
            // A dependency whose change is put off under the name that it has now will do; one that waits to get another name will not.
            if (decisions.GetValueOrDefault(dependency) is { } decision
                && IsStuck(decision)
                && input.Observed[dependency].Applied?.Unit != input.Desired.GetValueOrDefault(dependency)?.Unit)
            {
                return new(PlanAction.Pending, Reasons.DependencyNotReady,
                    $"It depends on {dependency}, which cannot be defined: {decision.Message}");
            }
        }

        return null;
    }
}
