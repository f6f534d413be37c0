using OciReconciler.Model.Conditions;

namespace OciReconciler.Model.Planning;

/// <summary>What is desired against what is defined.</summary>
internal static class ChangeRules
{
    // A failed preparation keeps nothing from what is done without defining anything.
    public static Decision? Refused(WorkloadContext context)
    {
        if (context.Desired?.Refusal is not { } refusal)
            return null;
        var asDefined = context.Defined(asRendered: true) is { } defined ? PlanningRule.FirstOf(PlanningRules.Defined, defined) : null;
        return asDefined?.Action switch
        {
            PlanAction.Hold => asDefined,
            PlanAction.Start or PlanAction.Restart or PlanAction.StopForBackoff or PlanAction.Waiting when refusal.MayStart =>
                asDefined with { IsRepair = context.IsUnprepared },
            _ => WorkloadContext.Blocked(refusal.Why),
        };
    }

    public static Decision? NotDefined(WorkloadContext context) =>
        context is { Desired: { } desired, Observed.Applied: null }
            ? new(PlanAction.Create, Reasons.NotDefined, $"{desired.Unit} is not defined.")
            : null;

    public static Decision? UnitMissing(WorkloadContext context) =>
        context.Observed is { Applied: { } applied, AppliedUnit: null or { IsLoaded: false } }
            ? new(PlanAction.Replace, Reasons.UnitMissing,
                $"The holder is there, but {applied.Unit} is {context.Observed.AppliedUnit?.LoadState ?? "gone"}.")
            {
                IsWarning = true,
            }
            : null;

    // What is defined stays in force until its successor can be prepared. It cannot be defined anew, so it is started as it is rendered.
    public static Decision? Repair(WorkloadContext context)
    {
        if (!context.IsUnprepared
            || context.Observed.Applied?.Unit != context.Desired?.Unit
            || PlanningRule.FirstOf(PlanningRules.Changes, context) is null
            || context.Defined(asRendered: true) is not { } defined)
            return null;
        var repair = PlanningRule.FirstOf(PlanningRules.Defined, defined);
        return repair is not null && IsDoneUnprepared(repair) ? repair with { IsRepair = true } : null;
    }

    private static bool IsDoneUnprepared(Decision repair) =>
        repair.Action is PlanAction.Start or PlanAction.Hold or PlanAction.StopForBackoff or PlanAction.Waiting or PlanAction.Restart
        && repair.Reason != Reasons.RestartRequested;

    public static Decision? UnitName(WorkloadContext context) =>
        context is { Desired: { } desired, Observed.Applied: { } applied } && applied.Unit != desired.Unit
            ? new(PlanAction.Replace, Reasons.UnitNameChanged, $"The unit's name changed from {applied.Unit} to {desired.Unit}.")
            : null;

    // Both would run a container of one name, and stopping one would take away the other's.
    public static Decision? OtherService(WorkloadContext context) =>
        context.Observed is { Applied: { } applied } observed && observed.OtherServices.FirstOrDefault() is { } other
            ? new(PlanAction.Replace, Reasons.UnitLeftOver, $"{other.Name} still runs, though {applied.Unit} was defined in its place.")
            {
                IsWarning = true,
            }
            : null;

    public static Decision? Spec(WorkloadContext context) =>
        context is { Desired: { } desired, Observed.Applied: { } applied } && applied.DefinitionHash != desired.DefinitionHash
            ? new(PlanAction.Replace, Reasons.SpecChanged, "The manifest changed.")
            : null;

    public static Decision? Inputs(WorkloadContext context) =>
        (context.Prepared?.InputsHash ?? context.Observed.InputsHash) is { } inputs
            && context.Observed.Applied is { InputsHash: not OwnershipMark.Unknown } applied
            && !inputs.Matches(applied.InputsHash)
            ? new(PlanAction.Replace, Reasons.InputsChanged,
                "The image behind the reference, the image file or an environment file changed.")
            : null;

    public static Decision? Unchanged(WorkloadContext context) =>
        context.Defined(asRendered: false) is { } defined ? PlanningRule.FirstOf(PlanningRules.Defined, defined) : null;
}
