using OciReconciler.Desired;
using OciReconciler.Observing;
using OciReconciler.Reporting.Events;
using OciReconciler.State;
using OciReconciler.Telemetry;

namespace OciReconciler.Passes;

/// <summary>Reports what a pass decides and why, before it is done.</summary>
internal sealed class DecisionReporter(LastAppliedSpecs applied, EventRecorder events, ILogger<DecisionReporter> log)
{
    private readonly DecisionDetails _details = new(applied);

    /// <summary>The plan with messages that name what changed.</summary>
    public Plan AddDetails(Plan plan, DesiredView desired, Observation observation) => _details.AddTo(plan, desired, observation);

    /// <summary>Logs the steps.</summary>
    public void Log(Plan plan) => log.Plan(string.Join(",", plan.Decisions.Keys), plan.Phase.ToString(), plan.ToString());

    /// <summary>Records why something is done, once for each member.</summary>
    /// <param name="plan">What is about to be done.</param>
    /// <param name="takenDown">Members that the pass took down: why they are brought up was recorded then. Gets those of the plan.</param>
    public void Record(Plan plan, HashSet<WorkloadKey> takenDown)
    {
        foreach (var (key, decision) in plan.Decisions.Where(entry => plan.Steps.Any(step => step.Key == entry.Key)))
        {
            if (!takenDown.Contains(key) && IsNews(key, decision))
                events.Decided(key, decision);
            if (plan.Phase == PlanPhase.TakeDown)
                takenDown.Add(key);
        }
    }

    // That a unit is not defined says something only when it was.
    private bool IsNews(WorkloadKey key, Decision decision) => decision.Action is not (PlanAction.None or PlanAction.Forget)
        && (decision.Reason != Reasons.NotDefined || applied.Knows(key));
}
