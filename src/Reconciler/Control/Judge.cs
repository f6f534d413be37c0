using System.Collections.Immutable;
using OciReconciler.Desired;
using OciReconciler.Engine;
using OciReconciler.Executing;
using OciReconciler.Images;
using OciReconciler.Model.Events;
using OciReconciler.Model.Lifecycle;
using OciReconciler.Model.Observed;
using OciReconciler.Model.Planning;
using OciReconciler.Model.Text;
using OciReconciler.Model.Workloads;
using OciReconciler.Records;
using OciReconciler.Reporting.Events;
using OciReconciler.Telemetry;

namespace OciReconciler.Control;

/// <summary>Takes each look of a pass into account, and tells what came of it: a version that is good, one that is given up, a change that has ended.</summary>
internal sealed class Judge(Lifecycles lifecycles, ImageKeeper images, EventRecorder events, Instruments instruments)
{
    /// <summary>Judges workloads that are desired.</summary>
    /// <returns>What their past means, and those whose desired version is another from now on.</returns>
    public (ImmutableDictionary<WorkloadKey, Standing> Standings, ImmutableArray<WorkloadKey> GivenUp) Look(IEnumerable<ObservedWorkload> observed, DesiredView desired)
    {
        var standings = ImmutableDictionary.CreateBuilder<WorkloadKey, Standing>();
        var givenUp = ImmutableArray.CreateBuilder<WorkloadKey>();
        foreach (var workload in observed.Where(workload => desired.Members.ContainsKey(workload.Key)))
        {
            var look = lifecycles.Advance(workload, desired);
            standings[workload.Key] = look.Standing;
            if (look.ChangesWhatIsWanted)
                givenUp.Add(workload.Key);
            Tell(workload.Key, look);
            if (look.GivenUp is not null)
                Failpoint.Hit(Failpoint.VersionIsGivenUp);
            if (look.After.Good != look.Before.Good)
                Failpoint.Hit(Failpoint.VersionIsGood);
        }

        return (standings.ToImmutable(), givenUp.ToImmutable());
    }

    /// <summary>Puts the version before in the place of one that cannot be prepared, where nothing is on the host.</summary>
    public bool FallsBack(WorkloadKey key, Blocker why, DesiredView desired) => lifecycles.FallsBack(key, why, desired);

    /// <summary>That version cannot be prepared either: it is the manifest's turn again.</summary>
    /// <returns>False: there is nothing more to try.</returns>
    public bool StopsFallingBack(WorkloadKey key)
    {
        lifecycles.StopsFallingBack(key);
        return false;
    }

    /// <summary>Notes since when workloads do not serve, before a change stops them.</summary>
    public void GoesDown(Plan plan)
    {
        foreach (var stop in plan.Steps.OfType<PlanStep.Stop>().Where(stop => plan.Decisions[stop.Key].Action == PlanAction.Replace))
        {
            lifecycles.GoesDown(stop.Key);
            Failpoint.Hit(Failpoint.GoingDown);
        }
    }

    /// <summary>Notes what was stopped because it kept dying.</summary>
    public void Halted(Plan plan)
    {
        foreach (var stop in plan.Steps.OfType<PlanStep.Stop>().Where(stop => plan.Decisions[stop.Key].Action == PlanAction.Halt))
            lifecycles.Halted(stop.Key);
    }

    /// <summary>Takes away the second names of images whose version is in force and good: their references and containers keep them. After a rollback the reference may be another's.</summary>
    public async Task ReleaseImagesAsync(Plan plan, IEnumerable<ObservedWorkload> observed, DesiredView desired, CancellationToken cancellationToken)
    {
        foreach (var workload in observed.Where(workload => plan.Decisions[workload.Key].Action == PlanAction.None))
        {
            var record = lifecycles.RecordOf(workload.Key);
            var isGood = record.Good is { } good && workload.Applied is { } applied && (good.DefinitionHash, good.InputsHash) == (applied.DefinitionHash, applied.InputsHash);
            if (record.ImageIsKept && isGood && desired.State.Workloads.TryGetValue(workload.Key, out var wanted) && wanted.RolledBack is null)
                await ReleaseImageAsync(wanted.Spec, cancellationToken);
        }
    }

    /// <summary>Takes away the second name of the image of a workload that is gone.</summary>
    public async Task ForgetImageAsync(WorkloadKey key, DesiredView desired, CancellationToken cancellationToken)
    {
        if (lifecycles.RecordOf(key).ImageIsKept && desired.State.Undeclared.TryGetValue(key, out var last))
            await ReleaseImageAsync(last.Spec, cancellationToken);
    }

    private void Tell(WorkloadKey key, Lifecycles.Look look)
    {
        if (look.Restarts > 0)
            instruments.RestartedBySystemd(look.Restarts);
        if (look.GivenUp is { IsKept: false })
            instruments.RolledBack();
        if (look.Ended is { } ended)
            instruments.ChangeEnded(ended.UnavailableSeconds);
        if (look.GivenUp is { } bad)
        {
            events.Warning(
                key,
                bad.IsKept ? bad.Reason : EventReasons.RolledBack,
                bad.IsKept ? bad.Message : Sentences.Join(bad.Message, "Going back to the version before."));
        }

        if (look.Ended is { } change)
            events.Normal(key, EventReasons.ChangeEnded, $"It serves again after {change.UnavailableSeconds:0.###} s.");
    }

    private async Task ReleaseImageAsync(WorkloadSpec spec, CancellationToken cancellationToken)
    {
        try
        {
            await images.ReleaseAsync(spec, cancellationToken);
            Failpoint.Hit(Failpoint.ImageReleased);
            lifecycles.KeepsImage(spec.Key, isKept: false);
        }
        catch (Exception failure) when (failure is EngineException or EngineUnavailableException)
        {
            // Tried again at the next look; until then a name is there that nobody needs.
        }
    }
}
