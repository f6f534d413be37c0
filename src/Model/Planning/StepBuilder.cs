using OciReconciler.Model.Observed;

namespace OciReconciler.Model.Planning;

/// <summary>Decisions to ordered steps.</summary>
internal static class StepBuilder
{
    /// <summary>Stops and releases, dependents first: all stops before the first release, so that nothing starts again meanwhile.</summary>
    public static ImmutableArray<PlanStep> TakeDown(PlanInput input, ImmutableSortedDictionary<WorkloadKey, Decision> decisions)
    {
        var ordered = DependencyGraph.Order(
            decisions.Where(entry => entry.Value.TakesDown).Select(entry => entry.Key),
            key => DependencyGraph.LoadedDependents(input, key));
        return
        [
            .. ordered.SelectMany(key => Stopping(input, input.Observed[key])),
            .. decisions.Where(entry => entry.Value.Action == PlanAction.StopForBackoff)
                .SelectMany(entry => StoppingForBackoff(input, entry.Key)),
            .. ordered.SelectMany(key => Releasing(input, input.Observed[key])),
            .. ordered.Where(key => decisions[key].Action == PlanAction.Remove).SelectMany(key => Removing(input.Observed[key])),
        ];
    }

    /// <summary>Defines, holds and starts, dependencies first; and forgets what is gone.</summary>
    public static ImmutableArray<PlanStep> BringUp(PlanInput input, ImmutableSortedDictionary<WorkloadKey, Decision> decisions)
    {
        var ordered = DependencyGraph.Order(decisions.Keys, key => DependencyGraph.Dependencies(input, key));
        return
        [
            .. ordered.Where(key => decisions[key].Defines).Select(key => new PlanStep.Define(key, HasLeftover(input, key))),
            .. With(PlanAction.Hold).Select(key => new PlanStep.Hold(key)),
            .. ordered.Where(key => Starts(input, key, decisions[key])).Select(key => new PlanStep.Start(key, input.Desired[key].Unit)),
            .. With(PlanAction.Restart).Select(key => new PlanStep.Restart(key, input.Desired[key].Unit, JobOf(input, key))),
            .. With(PlanAction.Forget).Select(key => new PlanStep.Forget(key)),
        ];

        IEnumerable<WorkloadKey> With(PlanAction action) => ordered.Where(key => decisions[key].Action == action);
    }

    private static IEnumerable<PlanStep> Stopping(PlanInput input, ObservedWorkload observed)
    {
        // A start that waits for a dependency has to be stopped as well: while it is queued, systemd does not drop the unit.
        var applied = observed.AppliedUnit is { } unit && (unit.IsUp || unit.JobType is "start" or "restart") ? unit : null;
        var others = observed.OtherServices.ToList();
        if (applied is null && others.Count == 0)
            yield break;
        if (input.Desired.TryGetValue(observed.Key, out var desired) && !desired.AutoStart)
            yield return new PlanStep.MarkForRestart(observed.Key);
        // Nobody knows whose jobs these are: none is cancelled.
        foreach (var other in others)
            yield return new PlanStep.Stop(observed.Key, other.Name, ReplacedJob: 0);
        if (applied is not null)
            yield return new PlanStep.Stop(observed.Key, applied.Name, applied.JobId);
    }

    // systemd stops what requires the unit as well, and nobody but the controller starts that again.
    private static IEnumerable<PlanStep> StoppingForBackoff(PlanInput input, WorkloadKey key) =>
    [
        .. DependencyGraph.AllDependents(input, key).Order()
            .Where(dependent => input.Observed[dependent].AppliedUnit is { IsUp: true })
            .Where(dependent => input.Desired.GetValueOrDefault(dependent) is { AutoStart: false })
            .Select(dependent => new PlanStep.MarkForRestart(dependent)),
        new PlanStep.Stop(key, input.Desired[key].Unit, JobOf(input, key)),
    ];

    private static IEnumerable<PlanStep> Releasing(PlanInput input, ObservedWorkload observed)
    {
        if (observed.Applied is not { } applied)
            yield break;
        var ours = input.Observed.Values.Select(other => other.AppliedUnit?.Name).ToHashSet(StringComparer.Ordinal);
        var pinnedBy = observed.AppliedUnit?.NamedBy.Where(name => !ours.Contains(name)).ToImmutableArray() ?? [];
        yield return new PlanStep.Release(observed.Key, applied.Unit, pinnedBy);
    }

    private static IEnumerable<PlanStep> Removing(ObservedWorkload observed)
    {
        if (observed is { Applied: null, OwnContainer: { } container })
            yield return new PlanStep.RemoveContainer(observed.Key, container.Id);
    }

    private static bool HasLeftover(PlanInput input, WorkloadKey key) =>
        input.Observed[key].Units.GetValueOrDefault(input.Desired[key].Unit) is { IsFileGone: true, ActiveState: not "inactive" };

    private static uint JobOf(PlanInput input, WorkloadKey key) => input.Observed[key].AppliedUnit?.JobId ?? 0;

    private static bool Starts(PlanInput input, WorkloadKey key, Decision decision)
    {
        if (!input.Desired.TryGetValue(key, out var desired))
            return false;
        var observed = input.Observed[key];
        // A dependency may come up in this very phase: the next plan starts the workload then.
        var wanted = (desired.AutoStart || observed.StartIsPending) && DependencyReadiness.UnreadyDependency(input, desired) is null;
        return decision.Action switch
        {
            PlanAction.Start => true,
            PlanAction.Create or PlanAction.Replace => wanted,
            // A start would replace a container of its name, which may be somebody else's.
            PlanAction.Hold => wanted && observed is { ContainerIsKnown: true, AppliedUnit: { NeedsStart: true } },
            _ => false,
        };
    }
}
