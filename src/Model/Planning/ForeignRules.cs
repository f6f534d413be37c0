using OciReconciler.Model.Conditions;
using OciReconciler.Model.Desired;
using OciReconciler.Model.Observed;

namespace OciReconciler.Model.Planning;

/// <summary>What has a name that the workload would have and is not ours: it is left alone.</summary>
internal static class ForeignRules
{
    public static Decision? Holder(WorkloadContext context) =>
        context is { Desired: { } desired, Observed.Holder: { } slice } && slice.Mark?.Key != desired.Key
            ? new(PlanAction.Conflict, Reasons.UnitConflict,
                $"{slice.Name}, which is to hold {desired.Unit}, was created by somebody else and is left alone. "
                + "Stop it, or rename this workload.")
            : null;

    public static Decision? Unit(WorkloadContext context)
    {
        if (context.Desired is not { } desired
            || !context.Observed.Units.TryGetValue(desired.Unit, out var unit)
            || unit.Mark?.Key == desired.Key)
            return null;
        if (unit.IsFileGone)
            return Leftover(desired, context.Observed, unit);
        return unit.Mark is { } other
            ? new(PlanAction.Pending, Reasons.UnitNameInUse,
                $"{desired.Unit} still belongs to workload {other.Key}; waiting until that one has moved.")
            : new(PlanAction.Conflict, Reasons.UnitConflict,
                $"{desired.Unit} {Origin(unit)} and is left alone. Remove it, or give this workload another serviceName.");
    }

    // A unit of the workload removes whatever container has its name before it starts one.
    public static Decision? Container(WorkloadContext context) =>
        context is { Desired: not null, Observed.Container: { } container }
            && container.Owner != context.Key.Name
            && MayStartContainer(context.Needed)
            ? new(PlanAction.Conflict, Reasons.ContainerConflict,
                $"A container named {context.Key} that is not ours exists ({container.State}, id {ShortId.Of(container.Id)}) and "
                + "is left alone. "
                + "Remove or rename it, or rename this workload.")
            : null;

    // A unit with podman.user gives the directory to that user before it starts, and removes it when it stops. Anybody may start a unit
    // that is defined and down: systemd refuses that, and the condition says why.
    public static Decision? RuntimeDirectory(WorkloadContext context) =>
        context is { Desired: { } desired, Observed.ForeignDirectory: { } directory }
            && (MayStartContainer(context.Needed) || context.Observed.AppliedUnit is { IsUp: false })
            ? new(PlanAction.Conflict, Reasons.RuntimeDirectoryConflict,
                $"{directory}, which {desired.Unit} would own and remove, is somebody else's and is left alone. "
                + "Rename this workload, or remove the directory if nobody needs it.")
            : null;

    public static Decision? UnknownContainer(WorkloadContext context) =>
        context is { Desired: { } desired, Observed.ContainerIsKnown: false }
            && (context.Needed.Defines || context.Needed.Action is PlanAction.Start or PlanAction.Restart)
            && (context.Needed.IsRepair || context.Prepared is { Failure: null })
            ? new(PlanAction.Blocked, Reasons.EngineUnavailable,
                $"Its engine did not answer whether somebody else's container is called {context.Key}: starting {desired.Unit} would "
                + "replace that one. It goes on when the engine answers.")
            : null;

    private static bool MayStartContainer(Decision needed) =>
        needed.Defines || needed.Action is PlanAction.Start or PlanAction.Restart or PlanAction.Hold;

    // A unit that is down belongs to nobody any more. One that runs is not defined over: systemd would take that, and call it broken.
    private static Decision? Leftover(DesiredMember desired, ObservedWorkload observed, ObservedUnit unit) =>
        unit.IsUp && observed.Applied?.Unit != desired.Unit
            ? new(PlanAction.Conflict, Reasons.UnitConflict,
                $"{unit.Name} is {unit.ActiveState} ({unit.SubState}), though somebody removed its file, and is left alone. "
                + $"It is taken over after: systemctl stop {unit.Name}")
            : null;

    private static string Origin(ObservedUnit unit) => unit.LoadState == "masked" ? "is masked"
        : unit.FragmentPath.Length > 0 ? $"is installed at {unit.FragmentPath}"
        : "was created by somebody else";

}
