using OciReconciler.Model.Conditions;

namespace OciReconciler.Model.Planning;

/// <summary>Desired against observed, for one connected component. Pure: values in, values out.</summary>
public static class Planner
{
    /// <summary>
    /// Decides for every member, then gives the steps of the next phase. Called again after each phase with what is observed then.
    /// </summary>
    public static Plan Plan(PlanInput input)
    {
        var decisions = Decide(input);
        var unprepared = decisions
            .Where(entry => NeedsPreparation(entry.Value) && !input.Prepared.ContainsKey(entry.Key))
            .Select(PlanStep (entry) => new PlanStep.Prepare(entry.Key))
            .ToImmutableArray();
        if (unprepared.Length > 0)
            return new Plan(decisions, PlanPhase.Prepare, unprepared);
        var down = StepBuilder.TakeDown(input, decisions);
        if (down.Length > 0)
            return new Plan(decisions, PlanPhase.TakeDown, down);
        var up = StepBuilder.BringUp(input, decisions);
        return new Plan(decisions, up.Length > 0 ? PlanPhase.BringUp : PlanPhase.Done, up);
    }

    /// <summary>
    /// What can be done while the preparations that <paramref name="plan"/> asks for take long: what is defined is seen to as if the change
    /// could not be prepared. Nothing is defined until all of them have ended.
    /// </summary>
    /// <returns>Null: nothing.</returns>
    public static Plan? WhilePreparing(PlanInput input, Plan plan)
    {
        var preparing = plan.Steps.Select(step => step.Key).ToHashSet();
        var unprepared = new Preparation(null, new FailureReason(Reasons.Preparing, "Images are on their way.") { IsPreparation = true });
        var heldBack = plan.Decisions.Where(entry => entry.Value.Defines || preparing.Contains(entry.Key))
            .Select(entry => KeyValuePair.Create(entry.Key, unprepared));
        var meanwhile = Plan(input with { Prepared = input.Prepared.SetItems(heldBack) });
        // A workload that is gone would be forgotten anew by each plan: that can wait.
        return meanwhile.Steps.All(step => step is PlanStep.Forget) ? null : meanwhile;
    }

    private static bool NeedsPreparation(Decision decision) =>
        decision.Defines || decision.Action == PlanAction.Start || OperatorRules.NeedsPreparation(decision);

    // A member that turns out to be blocked may have been the only reason to touch others, so each finding starts over.
    private static ImmutableSortedDictionary<WorkloadKey, Decision> Decide(PlanInput input)
    {
        var blocked = new SortedDictionary<WorkloadKey, Decision>();
        while (true)
        {
            var decisions = new SortedDictionary<WorkloadKey, Decision>();
            foreach (var key in input.Observed.Keys)
                decisions[key] = blocked.GetValueOrDefault(key) ?? PlanningRules.Decide(new WorkloadContext(key, input));
            if (DependentRules.Apply(input, decisions) is not { } finding)
                return decisions.ToImmutableSortedDictionary();
            blocked[finding.Key] = finding.Value;
        }
    }
}
