using OciReconciler.Model.Conditions;
using OciReconciler.Model.Desired;
using OciReconciler.Model.Observed;
using OciReconciler.Model.Rollouts;
using OciReconciler.Model.Text;
using OciReconciler.Model.Workloads;

namespace OciReconciler.Model.Planning;

/// <summary>What a workload would need if it were alone: desired against observed, its neighbours left out.</summary>
internal static class WorkloadDecision
{
    /// <summary>Stands in a mark for a digest that was not known.</summary>
    public const string UnknownHash = "-";

    public static Decision For(WorkloadKey key, PlanInput input)
    {
        var decision = Wanted(key, input);
        return ForeignJobs.InTheWay(key, decision, input) ?? decision;
    }

    private static Decision Wanted(WorkloadKey key, PlanInput input)
    {
        var observed = input.Observed[key];
        if (OperatorRules.Paused(key, input) is { } paused)
            return paused;
        if (!input.Desired.TryGetValue(key, out var desired))
            return WithoutManifest(observed, input.MayPrune.Contains(key));
        if ((ForeignHolder(desired, observed) ?? ForeignUnit(desired, observed)) is { } conflict)
            return conflict;
        var decision = observed.Applied is { } applied
            ? Existing(desired, observed, applied, input)
            : new(PlanAction.Create, "NotDefined", $"{desired.Unit} is not defined.");
        if (desired.Refusal is { } refusal)
            decision = Limited(refusal, decision, isUnprepared: input.Prepared.GetValueOrDefault(key)?.Failure is { IsPreparation: true });
        // Its unit removes whatever container has its name before it starts one.
        var mayBeStarted = decision.Defines || decision.Action is PlanAction.Start or PlanAction.Restart or PlanAction.Hold;
        if (mayBeStarted && ForeignContainer(observed) is { } container)
            return container;
        // Anybody may start what is defined and does not run: systemd refuses that, and here it is said why.
        if ((mayBeStarted || observed.AppliedUnit is { IsUp: false }) && ForeignDirectory(desired, observed) is { } directory)
            return directory;

        if ((decision.Defines || decision.Action is PlanAction.Start or PlanAction.Restart) && !observed.ContainerIsKnown && (decision.IsRepair || input.Prepared.GetValueOrDefault(key) is { Failure: null }))
            return new(PlanAction.Blocked, FailureReason.EngineUnavailable, $"Its engine did not answer whether somebody else's container is called {key}: starting {desired.Unit} would replace that one. It goes on when the engine answers.");
        if (decision.Defines && MissingDependency(desired, input) is { } missing)
            return missing;
        return OperatorRules.PausedDependency(desired, decision, input) ?? decision;
    }

    // A version that this controller does not define is seen to as it is defined, where that does no harm; a failed preparation keeps nothing from that.
    private static Decision Limited(Refusal refusal, Decision asDefined, bool isUnprepared) => asDefined.Action switch
    {
        PlanAction.Hold => asDefined,
        PlanAction.Start or PlanAction.Restart or PlanAction.StopForBackoff or PlanAction.Waiting when refusal.MayStart =>
            asDefined with { IsRepair = isUnprepared },
        _ => new(PlanAction.Blocked, refusal.Why.Reason, refusal.Why.Message),
    };

    private static Decision WithoutManifest(ObservedWorkload observed, bool mayPrune)
    {
        var ours = observed.Applied is not null || observed.Container?.Owner == observed.Key.Name;
        if (!mayPrune)
            return new(PlanAction.None, "Kept", "No valid manifest declares it now; it stays until every manifest source can be read.");
        if (!observed.ContainerIsKnown)
            return new(PlanAction.Blocked, FailureReason.EngineUnavailable, "No manifest declares it any more; it is removed when its engine answers, so that no container is left behind.");
        return ours
            ? new(PlanAction.Remove, "ManifestRemoved", "No manifest declares it any more.")
            : new(PlanAction.Forget, "Removed", "Nothing of it is left.");
    }

    private static Decision? ForeignUnit(DesiredMember desired, ObservedWorkload observed)
    {
        if (!observed.Units.TryGetValue(desired.Unit, out var unit) || unit.Mark?.Key == desired.Key)
            return null;
        if (unit.IsFileGone)
            return Leftover(desired, observed, unit);
        if (unit.Mark is { } other)
            return new(PlanAction.Pending, "UnitNameInUse", $"{desired.Unit} still belongs to workload {other.Key}; waiting until that one has moved.");
        var what = unit.LoadState == "masked" ? "is masked"
            : unit.FragmentPath.Length > 0 ? $"is installed at {unit.FragmentPath}"
            : "was created by somebody else";
        return new(PlanAction.Conflict, "UnitConflict",
            $"{desired.Unit} {what} and is left alone. Remove it, or give this workload another serviceName.");
    }

    private static Decision? ForeignHolder(DesiredMember desired, ObservedWorkload observed) =>
        observed.Holder is { } slice && slice.Mark?.Key != desired.Key
            ? new(PlanAction.Conflict, "UnitConflict",
                $"{slice.Name}, which is to hold {desired.Unit}, was created by somebody else and is left alone. Stop it, or rename this workload.")
            : null;

    // Its unit gives the directory to podman's user before it starts, and removes it when it stops.
    private static Decision? ForeignDirectory(DesiredMember desired, ObservedWorkload observed) =>
        observed.ForeignDirectory is { } directory
            ? new(PlanAction.Conflict, "RuntimeDirectoryConflict",
                $"{directory}, which {desired.Unit} would own and remove, is somebody else's and is left alone. "
                + "Rename this workload, or remove the directory if nobody needs it.")
            : null;

    // What is dead is nobody's any more. What runs is not defined over: systemd would take that, and call the running unit broken.
    private static Decision? Leftover(DesiredMember desired, ObservedWorkload observed, ObservedUnit unit) =>
        unit.IsUp && observed.Applied?.Unit != desired.Unit
        ? new(PlanAction.Conflict, "UnitConflict",
            $"{unit.Name} is {unit.ActiveState} ({unit.SubState}), though somebody removed its file, and is left alone. "
            + $"It is taken over after: systemctl stop {unit.Name}")
        : null;

    private static Decision? ForeignContainer(ObservedWorkload observed) => observed.Container is { } container && container.Owner != observed.Key.Name
        ? new(PlanAction.Conflict, "ContainerConflict",
            $"A container named {observed.Key} that is not ours exists ({container.State}, id {ShortId.Of(container.Id)}) and is left alone. Remove or rename it, or rename this workload.")
        : null;

    private static Decision Existing(DesiredMember desired, ObservedWorkload observed, OwnershipMark applied, PlanInput input)
    {
        var unit = observed.AppliedUnit;
        if (unit is null || !unit.IsLoaded)
        {
            return new(PlanAction.Replace, "UnitMissing", $"The holder is there, but {applied.Unit} is {unit?.LoadState ?? "gone"}.")
            {
                IsWarning = true,
            };
        }

        // What is not defined anew is seen to as it is defined.
        if (desired.Refusal is not null)
            return AsDefined(desired with { RenderVersion = applied.RenderVersion }, observed, applied, unit, input);
        var changed = Changed(desired, observed, applied, input);
        if (changed is null)
            return AsDefined(desired, observed, applied, unit, input);
        // What is defined stays in force until its successor can be prepared, and is seen to as ever; it cannot be defined anew, so that it is started as it is rendered.
        var isHeldBack = applied.Unit == desired.Unit && input.Prepared.GetValueOrDefault(desired.Key)?.Failure is { IsPreparation: true };
        return isHeldBack && AsDefined(desired with { RenderVersion = applied.RenderVersion }, observed, applied, unit, input) is { Action: PlanAction.Start or PlanAction.Hold or PlanAction.StopForBackoff or PlanAction.Waiting or PlanAction.Restart, Reason: not OperatorRules.RestartRequested } repair
            ? repair with { IsRepair = true }
            : changed;
    }

    // As if nothing had changed.
    private static Decision AsDefined(DesiredMember desired, ObservedWorkload observed, OwnershipMark applied, ObservedUnit unit, PlanInput input)
    {
        if (OperatorRules.Restart(desired, applied, input) is { } restart)
            return restart;
        // systemd would start what it needs as well, ladder or not.
        if (Failing(unit, input.AssessmentOf(desired.Key)) is { Action: PlanAction.Restart } && DependencyReadiness.UnreadyDependency(input, desired) is { } needed)
            return new(PlanAction.Waiting, "DependencyNotReady", $"It is restarted when {needed} is ready: {input.AssessmentOf(needed).Readiness.Message}");
        if (Failing(unit, input.AssessmentOf(desired.Key)) is { } failing)
            return OperatorRules.PausedDependent(input, desired.Key) ?? failing;
        var starts = (desired.AutoStart || observed.StartIsPending) && NeedsStart(unit);
        if (starts && applied.RenderVersion != desired.RenderVersion)
            return new(PlanAction.Replace, "RenderVersionChanged", "It is not running, and how units are rendered has changed.");
        if (observed.Holder is null)
            return new(PlanAction.Hold, "HolderMissing", $"Nothing holds {applied.Unit} any more; somebody stopped its slice.");
        if (starts && StoppingDependency(desired, input) is { } stopping)
            return new(PlanAction.None, "DependencyStopping", $"{stopping}, which it needs, is being stopped. It is looked at again when that is done.");
        if (starts && input.AssessmentOf(desired.Key).DelayStart is { } wait)
            return new(PlanAction.Waiting, wait.Reason, wait.Message);
        if (starts && DependencyReadiness.UnreadyDependency(input, desired) is { } unready)
            return new(PlanAction.Waiting, "DependencyNotReady", $"It is started when {unready} is ready: {input.AssessmentOf(unready).Readiness.Message}");
        if (starts)
            return OperatorRules.NotRunning(desired, unit, input);
        return new(PlanAction.None, "InSync", "As declared.");
    }

    // It stays defined: systemd alone would go on starting it.
    private static Decision? Failing(ObservedUnit unit, Assessment assessment) => assessment switch
    {
        { StopForBackoff: { } loop } when unit.IsUp => new(PlanAction.StopForBackoff, loop.Reason, loop.Message) { IsWarning = true },
        { Restart: { } why } => new(PlanAction.Restart, why.Reason, why.Message) { IsWarning = true },
        _ => null,
    };

    private static Decision? Changed(DesiredMember desired, ObservedWorkload observed, OwnershipMark applied, PlanInput input)
    {
        if (applied.Unit != desired.Unit)
            return new(PlanAction.Replace, "UnitNameChanged", $"The unit's name changed from {applied.Unit} to {desired.Unit}.");
        if (applied.DefinitionHash != desired.DefinitionHash)
            return new(PlanAction.Replace, "SpecChanged", "The manifest changed.");
        var inputs = input.Prepared.GetValueOrDefault(desired.Key)?.InputsHash ?? observed.InputsHash;
        if (inputs is not null && applied.InputsHash != UnknownHash && !inputs.Matches(applied.InputsHash))
            return new(PlanAction.Replace, "InputsChanged", "The image behind the reference, the image file or an environment file changed.");
        return null;
    }

    private static Decision? MissingDependency(DesiredMember desired, PlanInput input)
    {
        var missing = desired.DependsOn.Where(name => !input.Declared.Contains(name)).ToList();
        return missing.Count == 0
            ? null
            : new(PlanAction.Pending, "DependencyNotFound",
                $"It depends on {string.Join(", ", missing)}, which no valid manifest declares. It is looked at again when that appears.");
    }

    // A start would draw that one in, and so cancel the stop that somebody asked for.
    private static string? StoppingDependency(DesiredMember desired, PlanInput input) => DependencyGraph.AllDependencies(input, desired.Key)
        .Select(dependency => input.Observed[dependency].AppliedUnit)
        .FirstOrDefault(unit => unit?.JobType == "stop")?.Name;

    /// <summary>Whether a start is ours to give: not while systemd is at it.</summary>
    public static bool NeedsStart(ObservedUnit unit) => !unit.IsUp && unit.JobType is not ("start" or "restart");
}
