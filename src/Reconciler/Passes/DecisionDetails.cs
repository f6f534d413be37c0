using OciReconciler.Desired;
using OciReconciler.Observing;
using OciReconciler.State;

namespace OciReconciler.Passes;

/// <summary>
/// Says of decisions what it is that changed: which fields of a manifest, which image or file; and what an administrator loses by it.
/// </summary>
/// <param name="applied">What was defined last.</param>
internal sealed class DecisionDetails(LastAppliedSpecs applied)
{
    /// <summary>The plan with messages that name it, as far as that is known.</summary>
    public Plan AddTo(Plan plan, DesiredView desired, Observation observation)
    {
        foreach (var (key, decision) in plan.Decisions)
        {
            var message = decision.Reason switch
            {
                Reasons.SpecChanged => OfFields(key, desired, observation),
                Reasons.InputsChanged => OfInputs(key, desired, observation),
                _ => null,
            };
            var full = Sentences.Join(message ?? decision.Message, Dropped(decision, observation.Workloads[key]));
            if (full != decision.Message)
                plan = plan with { Decisions = plan.Decisions.SetItem(key, decision with { Message = full }) };
        }

        return plan;
    }

    // The properties are lost when the unit is released: only a message before that can name them.
    private static string Dropped(Decision decision, ObservedWorkload observed) =>
        decision.Action == PlanAction.Replace && observed.AppliedUnit is { SetProperties: { IsEmpty: false } settings } unit
            ? $"{unit.Name} loses what systemctl set-property has set ({string.Join(", ", settings)}): "
                + $"to keep it, put it into a drop-in in /etc/systemd/system/{unit.Name}.d."
            : "";

    // The message names fields and not their values: those may be secret, and messages go to logs and status files.
    private string? OfFields(WorkloadKey key, DesiredView desired, Observation observation)
    {
        var changes = applied.ChangesSince(key, observation.Workloads[key].Applied!.DefinitionHash, desired.State.Workloads[key].Document);
        return changes.Count > 0 ? $"The manifest changed in {string.Join(", ", changes.Select(change => change.Path))}." : null;
    }

    private string? OfInputs(WorkloadKey key, DesiredView desired, Observation observation)
    {
        var observed = observation.Workloads[key];
        return observed.Inputs is { } now
            ? now.DescribeChange(desired.State.Workloads[key].Spec, applied.InputsAt(key, observed.Applied!.InputsHash))
            : null;
    }
}
