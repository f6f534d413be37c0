using OciReconciler.Model.Conditions;
using OciReconciler.Model.Observed;
using OciReconciler.Model.Units;

namespace OciReconciler.Model.Rollouts;

/// <summary>Whether a workload serves now, and if not, why.</summary>
/// <param name="IsReady">Active, its container runs, and is healthy where a health check is declared.</param>
/// <param name="Reason">One of <see cref="Reasons"/>.</param>
public sealed record Readiness(bool IsReady, string Reason, string Message)
{
    /// <summary>That of what was observed.</summary>
    /// <param name="hasHealthCheck">Whether its manifest declares one: a check that comes with the image is only shown.</param>
    public static Readiness Of(ObservedWorkload observed, bool hasHealthCheck) => observed.AppliedUnit switch
    {
        null => new(false, Reasons.NotDefined, "It is not defined."),
        { ActiveState: not "active" } unit => new(false, Reasons.NotActive,
            $"{unit.Name} is {unit.ActiveState} ({unit.SubState}). See: systemctl status {unit.Name}"),
        { } unit when observed.NotWatchedFor is { } option =>
            new(true, Reasons.NotWatched, $"{unit.Name} is active. {NotWatched.Sentence(option)}"),
        { } unit when observed.HasPausedContainer =>
            new(false, Reasons.ContainerPaused, $"{unit.Name} is active, and somebody has paused its container."),
        { } unit when observed.LacksContainer => new(false, Reasons.ContainerNotRunning,
            $"{unit.Name} is active, and its container is {observed.Container?.State ?? "not there"}. See: journalctl -u {unit.Name}"),
        { } unit when hasHealthCheck => OfHealth(unit, observed.Container?.Health ?? HealthState.None),
        { } unit => new(true, Reasons.Running, $"{unit.Name} is active."),
    };

    private static Readiness OfHealth(ObservedUnit unit, HealthState health) => health switch
    {
        HealthState.Healthy => new(true, Reasons.Healthy, $"{unit.Name} is active and its health check passes."),
        HealthState.Unhealthy => new(false, Reasons.Unhealthy, $"The health check of {unit.Name} fails. See: journalctl -u {unit.Name}"),
        _ => new(false, Reasons.HealthUnknown,
            $"{unit.Name} is active, and its health check has not passed yet, or its engine does not answer."),
    };
}
