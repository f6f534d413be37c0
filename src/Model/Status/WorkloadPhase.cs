using OciReconciler.Model.Conditions;
using OciReconciler.Model.Planning;

namespace OciReconciler.Model.Status;

/// <summary>The phase of a workload: what was decided, else the state of its unit. Pure.</summary>
internal static class WorkloadPhase
{
    public static string Of(StatusInput input) => OfDecision(input) ?? (input.IsWorking ? Phases.Progressing
        : input.Decision.IsPaused ? Phases.Paused
        : OfUnit(input));

    private static string? OfDecision(StatusInput input) => input.Decision.Action switch
    {
        PlanAction.Conflict => Phases.Conflict,
        PlanAction.Pending => Phases.Pending,
        PlanAction.Waiting when !input.Decision.AwaitsJob =>
            input.Decision.Reason == Reasons.CrashLoopBackOff ? Phases.CrashLoopBackOff : Phases.Waiting,
        // What a workload is kept from does not matter to what runs; one that does not serve is no running one.
        PlanAction.Blocked => OfUnit(input) is (Phases.Running or Phases.RolledBack) and var phase ? phase : Phases.Blocked,
        _ => null,
    };

    private static string OfUnit(StatusInput input)
    {
        if (input.Unit is not { } unit)
            return Phases.Missing;
        var phase = UnitPhase.Of(unit.ActiveState, unit.SubState, input.Spec.AutoStart);
        return phase == Phases.Running ? OfRunning(input) : phase;
    }

    private static string OfRunning(StatusInput input) => input.Readiness switch
    {
        { Reason: Reasons.Unhealthy } => Phases.Unhealthy,
        { IsReady: false } => Phases.Starting,
        _ => input.RolledBack is null ? Phases.Running : Phases.RolledBack,
    };
}
