using System.Collections.Concurrent;
using OciReconciler.Desired;
using OciReconciler.Files;
using OciReconciler.Model.Rollouts;
using OciReconciler.Preparing;
using OciReconciler.Reporting.Events;
using OciReconciler.Rollouts;
using OciReconciler.Telemetry;

namespace OciReconciler.Passes;

/// <summary>
/// Advances rollouts by each observation of a pass, and reports what came of it: a version that is stable, one that is given up, a change
/// that has ended.
/// </summary>
/// <param name="images">Pinned images of stable versions.</param>
/// <param name="secrets">Removes plain text that nothing needs any more.</param>
/// <param name="output">The last lines that the container of a unit wrote since a time.</param>
/// <param name="events">Gets versions that are given up and changes that have ended.</param>
/// <param name="instruments">Count restarts, rollbacks and how long changes took.</param>
internal sealed class RolloutTracker(
    RolloutStates rollouts,
    StableImages images,
    SecretSweep secrets,
    Func<string, WorkloadSpec, DateTimeOffset, CancellationToken, Task<IReadOnlyList<string>>> output,
    EventRecorder events,
    Instruments instruments)
{
    private const int LinesKept = 10;
    private const int LongestLine = 300;

    // Whether the downtime began with the phase that is under way, and not before it.
    private readonly ConcurrentDictionary<WorkloadKey, bool> _goingDown = new();

    /// <summary>Assesses workloads that are desired.</summary>
    /// <returns>What their past means, and those whose desired version is another from now on.</returns>
    public async Task<(ImmutableDictionary<WorkloadKey, Assessment> Assessments, ImmutableArray<WorkloadKey> GivenUp)> AssessAsync(
        IEnumerable<ObservedWorkload> observed, DesiredView desired, CancellationToken cancellationToken)
    {
        var assessments = ImmutableDictionary.CreateBuilder<WorkloadKey, Assessment>();
        var givenUp = ImmutableArray.CreateBuilder<WorkloadKey>();
        foreach (var workload in observed.Where(workload => desired.Members.ContainsKey(workload.Key)))
        {
            var advance = rollouts.Advance(workload, desired);
            assessments[workload.Key] = advance.Assessment;
            if (advance.ChangesWhatIsWanted)
                givenUp.Add(workload.Key);
            Report(workload.Key, advance);
            if (advance.GivenUp is not null)
            {
                Failpoint.Hit(Failpoint.RevisionIsGivenUp);
                await SaveOutputAsync(workload, desired.State.Workloads[workload.Key].Spec, cancellationToken);
            }

            if (advance.After.Stable != advance.Before.Stable)
                Failpoint.Hit(Failpoint.RevisionIsStable);
        }

        return (assessments.ToImmutable(), givenUp.ToImmutable());
    }

    /// <summary>Puts the version before in the place of one that cannot be prepared, where nothing is on the host.</summary>
    public bool FallBack(WorkloadKey key, FailureReason why, DesiredView desired) => rollouts.FallBack(key, why, desired);

    /// <summary>The version before cannot be prepared either: it is the manifest's turn again.</summary>
    public void StopFallingBack(WorkloadKey key) => rollouts.StopFallingBack(key);

    /// <summary>Records since when workloads do not serve, before a change stops them.</summary>
    public void BeginDowntime(Plan plan)
    {
        foreach (var stop in plan.Steps.OfType<PlanStep.Stop>().Where(stop => plan.Decisions[stop.Key].Action == PlanAction.Replace))
        {
            _goingDown[stop.Key] = rollouts.BeginDowntime(stop.Key);
            Failpoint.Hit(Failpoint.GoingDown);
        }
    }

    /// <summary>Records what was stopped for its crash backoff, and that what was not stopped after all goes on to serve.</summary>
    /// <param name="done">What was carried out.</param>
    /// <param name="left">Steps that were not reached.</param>
    public void Executed(Plan done, IEnumerable<PlanStep> left)
    {
        foreach (var stop in done.Steps.OfType<PlanStep.Stop>().Where(stop => done.Decisions[stop.Key].Action == PlanAction.StopForBackoff))
            rollouts.StoppedForBackoff(stop.Key);
        foreach (var stop in left.OfType<PlanStep.Stop>().Where(stop => _goingDown.GetValueOrDefault(stop.Key)))
            rollouts.CancelDowntime(stop.Key);
    }

    /// <summary>
    /// Releases pinned images whose version is in force and stable: their references and containers keep them. After a rollback the
    /// reference may stand for another image.
    /// </summary>
    public async Task ReleaseImagesAsync(
        Plan plan, IEnumerable<ObservedWorkload> observed, DesiredView desired, CancellationToken cancellationToken)
    {
        foreach (var workload in observed.Where(workload => plan.Decisions[workload.Key].Action == PlanAction.None))
        {
            var record = rollouts.RecordOf(workload.Key);
            if (record.ImageIsPinned && record.Stable is { } stable && workload.Applied?.Revision == stable.Id
                && desired.State.Workloads.TryGetValue(workload.Key, out var wanted) && wanted.Rollback is null)
            {
                await images.ReleaseAsync(wanted.Spec, cancellationToken);
            }
        }
    }

    /// <inheritdoc cref="SecretSweep.RunAsync"/>
    public Task SweepSecretsAsync(
        Plan plan, IEnumerable<ObservedWorkload> observed, DesiredView desired, CancellationToken cancellationToken) =>
        secrets.RunAsync(plan, observed, desired, cancellationToken);

    /// <summary>Whether a later pass may have an image to release or secrets to remove.</summary>
    public bool HasLeftovers(WorkloadKey key) => rollouts.RecordOf(key).ImageIsPinned || secrets.Needs(key);

    /// <summary>Releases the pinned image of a workload that is gone, and removes the files of its secrets.</summary>
    public async Task ForgetAsync(WorkloadKey key, DesiredView desired, CancellationToken cancellationToken)
    {
        await secrets.ForgetAsync(key, cancellationToken);
        if (rollouts.RecordOf(key).ImageIsPinned && desired.State.Undeclared.TryGetValue(key, out var last))
            await images.ReleaseAsync(last.Spec, cancellationToken);
    }

    // Replacing the unit removes the container and, with docker, its log.
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

    private void Report(WorkloadKey key, RolloutObservation advance)
    {
        if (advance.Restarts > 0)
            instruments.RestartedBySystemd(advance.Restarts);
        if (advance.GivenUp is { IsKept: false })
            instruments.RolledBack();
        if (advance.Ended is { } ended)
            instruments.ChangeEnded(ended.UnavailableSeconds);
        if (advance.GivenUp is { } bad)
        {
            events.Warning(
                key,
                bad.IsKept ? bad.Reason : Reasons.RolledBack,
                bad.IsKept ? bad.Message : Sentences.Join(bad.Message, "Going back to the version before."));
        }

        if (advance.Ended is { } change)
            events.Normal(key, Reasons.ChangeEnded, $"It serves again after {change.UnavailableSeconds:0.###} s.");
    }
}
