using System.Collections.Immutable;
using OciReconciler.Model.Workloads;

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
        var down = Steps.TakeDown(input, decisions);
        if (down.Length > 0)
            return new Plan(decisions, PlanPhase.TakeDown, down);
        var up = Steps.BringUp(input, decisions);
        return new Plan(decisions, up.Length > 0 ? PlanPhase.BringUp : PlanPhase.Done, up);
    }

    private static bool NeedsPreparation(Decision decision) =>
        decision.Defines || decision.Action == PlanAction.Start || ByHand.NeedsPreparation(decision);

    // A member that turns out to be blocked may have been the only reason to touch others, so each finding starts over.
    private static ImmutableSortedDictionary<WorkloadKey, Decision> Decide(PlanInput input)
    {
        var blocked = new SortedDictionary<WorkloadKey, Decision>();
        while (true)
        {
            var decisions = new SortedDictionary<WorkloadKey, Decision>();
            foreach (var key in input.Observed.Keys)
                decisions[key] = blocked.GetValueOrDefault(key) ?? OwnDecision.For(key, input);
            if (Propagation.Apply(input, decisions) is not { } finding)
                return decisions.ToImmutableSortedDictionary();
            blocked[finding.Key] = finding.Value;
        }
    }
}
