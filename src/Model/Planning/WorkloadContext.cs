using OciReconciler.Model.Conditions;
using OciReconciler.Model.Desired;
using OciReconciler.Model.Observed;

namespace OciReconciler.Model.Planning;

/// <summary>What is decided about one workload from.</summary>
/// <param name="input">The component that it is a member of.</param>
internal sealed class WorkloadContext(WorkloadKey key, PlanInput input)
{
    private Decision? _needed;

    public WorkloadKey Key => key;

    public PlanInput Input => input;

    public ObservedWorkload Observed { get; } = input.Observed[key];

    /// <summary>Null: no manifest declares it.</summary>
    public DesiredMember? Desired { get; } = input.Desired.GetValueOrDefault(key);

    /// <summary>Null: it was not prepared in this pass.</summary>
    public Preparation? Prepared { get; } = input.Prepared.GetValueOrDefault(key);

    /// <summary>Its images or inputs could not be made ready, or are on their way.</summary>
    public bool IsUnprepared => Prepared?.Failure is { IsPreparation: true };

    /// <summary>The decision of <see cref="PlanningRules.Needs"/>: what would be done if nothing were in the way.</summary>
    public Decision Needed => _needed ??= PlanningRule.FirstOf(PlanningRules.Needs, this)
        ?? throw new InvalidOperationException("No rule decides what the workload needs.");

    /// <summary>What is defined of it and usable; null: nothing is.</summary>
    /// <param name="asRendered">How units are rendered may have changed: that is no difference.</param>
    public DefinedContext? Defined(bool asRendered) =>
        Desired is not null && Observed is { Applied: { } applied, AppliedUnit: { IsLoaded: true } unit }
            ? new DefinedContext(Desired, applied, unit, asRendered ? applied.RenderVersion : Desired.RenderVersion, input)
            : null;

    /// <summary>A decision that nothing can be done.</summary>
    public static Decision Blocked(FailureReason why) => new(PlanAction.Blocked, why.Reason, why.Message);
}
