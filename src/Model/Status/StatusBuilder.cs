using System.Collections.Immutable;
using OciReconciler.Model.Conditions;
using OciReconciler.Model.Observed;
using OciReconciler.Model.Planning;
using OciReconciler.Model.Text;
using OciReconciler.Model.Workloads;

namespace OciReconciler.Model.Status;

/// <summary>Observed state and decision to status. Pure.</summary>
public static class StatusBuilder
{
    /// <summary>Builds the status.</summary>
    /// <param name="input">What was seen and decided.</param>
    /// <param name="previous">The status published before, for transition times; or null.</param>
    /// <param name="now">The time now.</param>
    public static WorkloadStatus Build(StatusInput input, WorkloadStatus? previous, DateTimeOffset now)
    {
        var unit = input.Observed.AppliedUnit;
        var conditions = ImmutableArray.Create(
            Ready(input, unit), Progressing(input), Degraded(input, unit), ManifestValid(input));
        return new WorkloadStatus
        {
            Name = input.Spec.Key.Name,
            Backend = BackendNames.Of(input.Spec.Backend),
            Unit = input.Member.Unit,
            File = input.File,
            LogDriver = input.Spec.LogDriver,
            Image = input.Spec.Image,
            AutoStart = input.Spec.AutoStart,
            InSync = input.Decision.Action == PlanAction.None && !input.IsWorking && !input.IsRolledBack && (!input.Decision.IsPaused || InEffect(input)),
            Paused = input.Decision.IsPaused,
            DependsOn = [.. input.Member.DependsOn.Select(key => key.Name)],
            Phase = PhaseOf(input, unit),
            Generation = input.Generation,
            DefinitionHash = input.Member.DefinitionHash,
            AppliedHash = input.Observed.Applied?.DefinitionHash,
            ContainerId = input.Observed.OwnContainer?.Id,
            ImageId = input.Observed.OwnContainer?.ImageId,
            ImageDigest = input.Observed.OwnContainer is { ImageId: var image } && image == input.Observed.ImageId
                ? input.Observed.ImageDigest
                : null,
            Health = (input.Observed.OwnContainer?.Health ?? HealthState.None).ToString(),
            InvocationId = input.Run?.InvocationId is { Length: > 0 } invocation ? invocation : null,
            Restarts = input.Run?.Restarts ?? 0,
            LastExit = input.Run?.LastExit ?? previous?.LastExit,
            LastChange = input.Record.LastChange,
            RolledBack = RolledBack(input),
            Warnings = input.Warnings ?? previous?.Warnings ?? [],
            Conditions = [.. conditions.Select(condition => Dated(condition, previous, now))],
        };
    }

    private static RolledBackVersion? RolledBack(StatusInput input) => input.RolledBack is { } bad
        ? new(
            bad.At, bad.Reason, bad.Message, input.Spec.Image, input.ImageInForce ?? input.Spec.Image,
            // Everybody can read a status, and not the journal that a container's output is from.
            [])
        : null;

    private static string PhaseOf(StatusInput input, ObservedUnit? unit) => input.Decision.Action switch
    {
        PlanAction.Conflict => "Conflict",
        PlanAction.Pending => "Pending",
        PlanAction.Waiting when !input.Decision.AwaitsJob => input.Decision.Reason == Reasons.CrashLoopBackOff ? Reasons.CrashLoopBackOff : "Waiting",
        // What it is kept from does not matter to what runs; one that does not serve is no running one.
        PlanAction.Blocked => PhaseOfUnit(unit, input) is (UnitPhase.Running or UnitPhase.RolledBack) and var phase ? phase : "Blocked",
        _ when input.IsWorking => "Progressing",
        _ when input.Decision.IsPaused => Reasons.Paused,
        _ => PhaseOfUnit(unit, input),
    };

    private static string PhaseOfUnit(ObservedUnit? unit, StatusInput input) => unit is null
        ? UnitPhase.Missing
        : (UnitPhase.Of(unit.ActiveState, unit.SubState, input.Spec.AutoStart), input.Readiness) switch
        {
            (UnitPhase.Running, { Reason: Reasons.Unhealthy }) => Reasons.Unhealthy,
            (UnitPhase.Running, { IsReady: false }) => Reasons.Starting,
            (UnitPhase.Running, _) when input.RolledBack is not null => UnitPhase.RolledBack,
            var (phase, _) => phase,
        };

    private static Condition Ready(StatusInput input, ObservedUnit? unit) => unit switch
    {
        { ActiveState: "active" } when input.Readiness is { IsReady: false } not => False("Ready", not.Reason, not.Message),
        { ActiveState: "active" } when InEffect(input) && input.RolledBack is null => True(
            "Ready", input.Readiness.Reason, input.Readiness.Reason == Reasons.NotWatched
                ? input.Readiness.Message
                : $"{unit.Name} is active."),
        { ActiveState: "active" } => True("Ready", Reasons.PreviousVersion, $"{unit.Name} is active with what was defined before."),
        { ActiveState: "inactive" } when !input.Spec.AutoStart && input.Decision.Action == PlanAction.None =>
            True("Ready", Reasons.Defined, $"Defined and not started, as declared. Start it with: systemctl start {unit.Name}"),
        null => False("Ready", input.Decision.Reason, input.Decision.Message),
        _ => False("Ready", Reasons.NotActive, $"{unit.Name} is {unit.ActiveState} ({unit.SubState}). See: systemctl status {unit.Name}"),
    };

    private static bool InEffect(StatusInput input) => input.Observed.Applied?.DefinitionHash == input.Member.DefinitionHash;

    private static Condition Progressing(StatusInput input) => input.IsWorking || input.Decision.AwaitsJob
        ? True("Progressing", input.Decision.Reason, input.Decision.Message)
        : input.Decision.IsPaused
        ? False("Progressing", input.Decision.Reason, input.Decision.Message)
        : input.Assessment?.Watching is { } watching
        ? True("Progressing", watching.Reason, watching.Message)
        : False("Progressing", Reasons.Idle, "Nothing is under way.");

    private static Condition Degraded(StatusInput input, ObservedUnit? unit) => input.Decision.Action switch
    {
        PlanAction.Conflict or PlanAction.Blocked or PlanAction.Pending => True("Degraded", input.Decision.Reason, input.Decision.Message),
        PlanAction.Waiting when !input.Decision.AwaitsJob => True("Degraded", input.Decision.Reason, input.Decision.Message),
        _ when input.Assessment?.Trouble is { } trouble => True("Degraded", trouble.Reason, trouble.Message),
        _ when unit is not null && UnitPhase.IsRestarting(unit.SubState) => True("Degraded", Reasons.Restarting,
            $"The container ended and systemd is about to start it again. See: journalctl -u {unit.Name}"),
        _ when unit is { ActiveState: "failed" } => True("Degraded", Reasons.UnitFailed, $"{unit.Name} failed. See: systemctl status {unit.Name}"),
        _ when input.RemovalGrace is { } hold => True("Degraded", hold.Reason, hold.Message),
        _ => IdleTrigger(unit) ?? Pinned(input) ?? False("Degraded", Reasons.AsExpected, "Nothing is wrong."),
    };

    // The workload is as declared, but what somebody relies on to start it, such as a backup's timer, has ended without a word.
    private static Condition? IdleTrigger(ObservedUnit? unit) => unit?.Triggers.FirstOrDefault(trigger => trigger.IsIdle) is { } trigger
        ? True("Degraded", Reasons.TriggerNotRunning,
            $"{trigger.Unit}, which is to start {unit.Name}, is {trigger.FileState} and does not run ({trigger.ActiveState}): systemd "
            + $"refuses it at boot, before {unit.Name} is defined. Start it now with: systemctl start {trigger.Unit} "
            + "For one that comes up at boot see \"Timers\" in docs/operations.md.")
        : null;

    // Not a fault, but an edit takes a daemon-reload while it lasts: the administrator should know.
    private static Condition? Pinned(StatusInput input) => input.PinnedBy.IsEmpty
        ? null
        : False("Degraded", Reasons.PinnedByForeignUnit,
            $"{string.Join(", ", input.PinnedBy)} names this unit, so a change of it needs a daemon-reload, which the controller does.");

    private static Condition ManifestValid(StatusInput input) => !input.IsDeclared
        ? False("ManifestValid", Reasons.NotDeclared, input.Decision.Message)
        : input.RemovalGrace is { } hold
        ? False("ManifestValid", hold.Reason, hold.Message)
        : input.Problems.FirstOrDefault(problem => !problem.IsWarning) is { } problem
        ? False("ManifestValid", problem.Line == 0 ? Reasons.NotDeclared : Reasons.InvalidManifest, $"{Sentences.Ended(problem.ToString())} The last good version stays in force.")
        : True("ManifestValid", Reasons.Valid, $"{input.File} is valid.");

    private static Condition True(string type, string reason, string message) => new(type, "True", reason, message, default);

    private static Condition False(string type, string reason, string message) => new(type, "False", reason, message, default);

    private static Condition Dated(Condition condition, WorkloadStatus? previous, DateTimeOffset now)
    {
        var before = previous?.Find(condition.Type);
        return condition with { LastTransitionTime = before?.Status == condition.Status ? before.LastTransitionTime : now };
    }
}
