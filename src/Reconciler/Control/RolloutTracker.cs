using System.Collections.Concurrent;
using System.Collections.Immutable;
using OciReconciler.Desired;
using OciReconciler.Engine;
using OciReconciler.Files;
using OciReconciler.Images;
using OciReconciler.Model.Conditions;
using OciReconciler.Model.Observed;
using OciReconciler.Model.Planning;
using OciReconciler.Model.Rollouts;
using OciReconciler.Model.Text;
using OciReconciler.Model.Workloads;
using OciReconciler.Reporting.Events;
using OciReconciler.Rollouts;
using OciReconciler.Telemetry;

namespace OciReconciler.Control;

/// <summary>Takes each look of a pass into account, and tells what came of it: a version that is good, one that is given up, a change that has ended.</summary>
/// <param name="rollouts">What is remembered.</param>
/// <param name="images">Second names of images.</param>
/// <param name="output">The last lines that the container of a unit wrote since a time.</param>
/// <param name="events">Told.</param>
/// <param name="instruments">Told.</param>
internal sealed class RolloutTracker(
    RolloutStates rollouts,
    ImagePinner images,
    Func<string, WorkloadSpec, DateTimeOffset, CancellationToken, Task<IReadOnlyList<string>>> output,
    EventRecorder events,
    Instruments instruments)
{
    private const int LinesKept = 10;
    private const int LongestLine = 300;

    // Whether that was noted anew for the phase that is under way.
    private readonly ConcurrentDictionary<WorkloadKey, bool> _goingDown = new();

    /// <summary>Judges workloads that are desired.</summary>
    /// <returns>What their past means, and those whose desired version is another from now on.</returns>
    public async Task<(ImmutableDictionary<WorkloadKey, Assessment> Standings, ImmutableArray<WorkloadKey> GivenUp)> AssessAsync(
        IEnumerable<ObservedWorkload> observed, DesiredView desired, CancellationToken cancellationToken)
    {
        var assessments = ImmutableDictionary.CreateBuilder<WorkloadKey, Assessment>();
        var givenUp = ImmutableArray.CreateBuilder<WorkloadKey>();
        foreach (var workload in observed.Where(workload => desired.Members.ContainsKey(workload.Key)))
        {
            var look = rollouts.Advance(workload, desired);
            assessments[workload.Key] = look.Assessment;
            if (look.ChangesWhatIsWanted)
                givenUp.Add(workload.Key);
            RecordEvents(workload.Key, look);
            if (look.GivenUp is not null)
            {
                Failpoint.Hit(Failpoint.VersionIsGivenUp);
                await SaveOutputAsync(workload, desired.State.Workloads[workload.Key].Spec, cancellationToken);
            }

            if (look.After.Stable != look.Before.Stable)
                Failpoint.Hit(Failpoint.VersionIsGood);
        }

        return (assessments.ToImmutable(), givenUp.ToImmutable());
    }

    /// <summary>Puts the version before in the place of one that cannot be prepared, where nothing is on the host.</summary>
    public bool FallBack(WorkloadKey key, FailureReason why, DesiredView desired) => rollouts.FallBack(key, why, desired);

    /// <summary>That version cannot be prepared either: it is the manifest's turn again.</summary>
    /// <returns>False: there is nothing more to try.</returns>
    public bool StopFallingBack(WorkloadKey key)
    {
        rollouts.StopFallingBack(key);
        return false;
    }

    /// <summary>Notes since when workloads do not serve, before a change stops them.</summary>
    public void BeginDowntime(Plan plan)
    {
        foreach (var stop in plan.Steps.OfType<PlanStep.Stop>().Where(stop => plan.Decisions[stop.Key].Action == PlanAction.Replace))
        {
            _goingDown[stop.Key] = rollouts.BeginDowntime(stop.Key);
            Failpoint.Hit(Failpoint.GoingDown);
        }
    }

    /// <summary>Notes what was stopped because it kept dying, and that what was not stopped after all goes on to serve.</summary>
    /// <param name="done">What was carried out.</param>
    /// <param name="left">Steps that were not come to.</param>
    public void Executed(Plan done, IEnumerable<PlanStep> left)
    {
        foreach (var stop in done.Steps.OfType<PlanStep.Stop>().Where(stop => done.Decisions[stop.Key].Action == PlanAction.StopForBackoff))
            rollouts.StoppedForBackoff(stop.Key);
        foreach (var stop in left.OfType<PlanStep.Stop>().Where(stop => _goingDown.GetValueOrDefault(stop.Key)))
            rollouts.CancelDowntime(stop.Key);
    }

    /// <summary>Takes away the second names of images whose version is in force and good: their references and containers keep them. After a rollback the reference may be another's.</summary>
    public async Task ReleaseImagesAsync(Plan plan, IEnumerable<ObservedWorkload> observed, DesiredView desired, CancellationToken cancellationToken)
    {
        foreach (var workload in observed.Where(workload => plan.Decisions[workload.Key].Action == PlanAction.None))
        {
            var record = rollouts.RecordOf(workload.Key);
            var isStable = record.Stable is { } stable && workload.Applied?.Revision == stable.Id;
            if (record.ImageIsPinned && isStable && desired.State.Workloads.TryGetValue(workload.Key, out var wanted) && wanted.Rollback is null)
                await ReleaseImageAsync(wanted.Spec, cancellationToken);
        }
    }

    /// <summary>Takes away the second name of the image of a workload that is gone.</summary>
    public async Task ForgetImageAsync(WorkloadKey key, DesiredView desired, CancellationToken cancellationToken)
    {
        if (rollouts.RecordOf(key).ImageIsPinned && desired.State.Undeclared.TryGetValue(key, out var last))
            await ReleaseImageAsync(last.Spec, cancellationToken);
    }

    // Its container goes, and with docker its log.
    private async Task SaveOutputAsync(ObservedWorkload workload, WorkloadSpec spec, CancellationToken cancellationToken)
    {
        if (workload.AppliedUnit is not { } unit || rollouts.ProgressingSince(workload.Key) is not { } since)
            return;
        var lines = (await output(unit.Name, spec, since, cancellationToken)).Select(Printable).Where(line => line.Length > 0);
        rollouts.SetLastLines(workload.Key, string.Concat(lines.TakeLast(LinesKept).Select(line => line + "\n")));
    }

    private static string Printable(string line)
    {
        var text = string.Concat(line.Select(character => char.IsControl(character) ? ' ' : character)).Trim();
        return text.Length <= LongestLine ? text : text[..LongestLine] + "...";
    }

    private void RecordEvents(WorkloadKey key, RolloutObservation look)
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
                bad.IsKept ? bad.Reason : Reasons.RolledBack,
                bad.IsKept ? bad.Message : Sentences.Join(bad.Message, "Going back to the version before."));
        }

        if (look.Ended is { } change)
            events.Normal(key, Reasons.ChangeEnded, $"It serves again after {change.UnavailableSeconds:0.###} s.");
    }

    private async Task ReleaseImageAsync(WorkloadSpec spec, CancellationToken cancellationToken)
    {
        try
        {
            await images.ReleaseAsync(spec, cancellationToken);
            Failpoint.Hit(Failpoint.ImageReleased);
            rollouts.SetImagePinned(spec.Key, isKept: false);
        }
        catch (Exception failure) when (failure is EngineException or EngineUnavailableException)
        {
            // Tried again at the next look; until then a name is there that nobody needs.
        }
    }
}
