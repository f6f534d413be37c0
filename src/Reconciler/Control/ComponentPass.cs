using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using OciReconciler.DBus.Systemd;
using OciReconciler.Desired;
using OciReconciler.Executing;
using OciReconciler.Model.Lifecycle;
using OciReconciler.Model.Observed;
using OciReconciler.Model.Planning;
using OciReconciler.Model.Workloads;
using OciReconciler.Observing;
using OciReconciler.Operating;
using OciReconciler.Queue;
using OciReconciler.Reporting.Events;
using OciReconciler.Telemetry;

namespace OciReconciler.Control;

/// <summary>
/// One pass over one component: observe, plan, execute a phase, and again until there is nothing to do. Each round takes the desired
/// state as it is then, so an edit that arrives while things are down is what comes up.
/// </summary>
internal sealed class ComponentPass(
    ISystemdManager systemd,
    Workers workers,
    Observer observer,
    WorkloadPreparer preparer,
    PlanExecutor executor,
    DesiredViews views,
    PassReporter reporter,
    AppliedSpecs applied,
    Judge judge,
    Backoffs backoffs,
    PauseFiles paused,
    RestartRequests requests,
    EventRecorder events,
    ILogger<ComponentPass> log)
{
    // Prepare, take down, bring up, and look, and one more for each link of a chain that waits for the one before: a pass that needs many more is chasing something that changes all the time.
    private const int MaxRounds = 12;

    /// <summary>Runs the pass. The caller holds all of <paramref name="members"/>.</summary>
    public async Task<PassResult> RunAsync(ImmutableSortedSet<WorkloadKey> members, CancellationToken cancellationToken)
    {
        var waiting = Waiting(members);
        var prepared = waiting;
        var details = reporter.NeedsDetails(members);
        ImmutableHashSet<WorkloadKey> unready = [];
        var plan = new Plan(ImmutableSortedDictionary<WorkloadKey, Decision>.Empty, PlanPhase.Done, []);
        var takenDown = new HashSet<WorkloadKey>();
        var fallenBack = new HashSet<WorkloadKey>();
        var standings = ImmutableDictionary<WorkloadKey, Standing>.Empty;
        var wishes = new PassWishes(members, paused, requests);
        var adoption = new Adoption(members, preparer, views.Current);
        for (var round = 0; round < MaxRounds + members.Count; round++)
        {
            prepared = await adoption.AdoptAsync(views.Current, prepared, isDown: plan.Phase == PlanPhase.TakeDown, cancellationToken);
            var desired = adoption.View;
            var observation = await observer.ObserveAsync(members, desired, details, cancellationToken);
            if (Outside(members, desired, observation) is { } grown)
                return new PassResult.Grown(grown);
            unready = [.. observation.Workloads.Values.Where(workload => workload.LacksContainer).Select(workload => workload.Key)];
            (standings, var givenUp) = judge.Look(observation.Workloads.Values.Where(workload => !wishes.IsPaused(workload.Key)), desired);
            if (!givenUp.IsEmpty)
            {
                // Another version is wanted in their place: what was prepared, and what they waited for, is of the one given up.
                prepared = prepared.RemoveRange(givenUp);
                waiting = waiting.RemoveRange(givenUp);
                foreach (var key in givenUp)
                    backoffs.Forget(key);
                continue;
            }

            plan = Explained(Planner.Plan(wishes.AddTo(InputOf(members, desired, observation.Workloads, prepared, standings))), desired, observation);
            var unsettled = plan.Decisions.Values.Any(decision => decision.Action is not (PlanAction.None or PlanAction.Forget));
            if (unsettled && !details)
            {
                details = true;
                continue;
            }

            reporter.Publish(plan, desired, observation, standings, prepared, Failures(prepared, waiting));
            if (plan.IsEmpty)
            {
                // Started by what requires it, or by somebody: else it would be started once more after the next stop by hand.
                foreach (var workload in observation.Workloads.Values.Where(workload => workload is { StartIsPending: true, AppliedUnit.ActiveState: "active" }))
                    executor.Runs(workload.Key);
                await judge.ReleaseImagesAsync(plan, observation.Workloads.Values, desired, cancellationToken);
                return Settled(plan.Decisions);
            }

            if (await IsStoppingAsync(cancellationToken))
                return new PassResult.Stopping();
            Tell(plan, takenDown);
            judge.GoesDown(plan);
            (prepared, var left) = await ExecuteAsync(plan, desired, prepared, cancellationToken);
            prepared = prepared.RemoveRange(FallingBack(plan, prepared, desired, observation, fallenBack));
            var done = plan with { Steps = plan.Steps.RemoveRange(left) };
            judge.Halted(done);
            wishes.Executed(done);
            if (left.IsEmpty && plan.Decisions.Values.All(decision => decision.Action is PlanAction.None or PlanAction.Forget))
                return Settled(plan.Decisions);
        }

        return Settled(plan.Decisions.ToImmutableSortedDictionary(entry => entry.Key, entry => Unsettled(entry.Value)));

        PassResult Settled(ImmutableSortedDictionary<WorkloadKey, Decision> decisions)
        {
            var failures = Failures(prepared, waiting);
            wishes.Answer(decisions, failures);
            return new PassResult.Settled(decisions, failures, unready, [.. waiting.Keys], NextLooks(standings));
        }
    }

    private static ImmutableDictionary<WorkloadKey, TimeSpan> NextLooks(ImmutableDictionary<WorkloadKey, Standing> standings) => standings
        .Where(entry => entry.Value.NextLook is not null)
        .ToImmutableDictionary(entry => entry.Key, entry => entry.Value.NextLook!.Value);

    // What failed in this pass, not what waits since one before.
    private static ImmutableDictionary<WorkloadKey, Blocker> Failures(
        ImmutableDictionary<WorkloadKey, Preparation> prepared, ImmutableDictionary<WorkloadKey, Preparation> waiting) => prepared
        .Where(entry => entry.Value.Failure is not null && waiting.GetValueOrDefault(entry.Key) != entry.Value)
        .ToImmutableDictionary(entry => entry.Key, entry => entry.Value.Failure!);

    // Why something is done. That a unit is not defined says something only when it was, and not by this pass that it is no more.
    private void Tell(Plan plan, HashSet<WorkloadKey> takenDown)
    {
        if (plan.Phase == PlanPhase.Prepare)
            return;
        foreach (var (key, decision) in plan.Decisions.Where(entry => plan.Steps.Any(step => step.Key == entry.Key)))
        {
            var isNews = decision.Action is not (PlanAction.None or PlanAction.Forget) && !takenDown.Contains(key);
            if (isNews && (decision.Reason != "NotDefined" || applied.Knows(key)))
                events.Decided(key, decision);
            if (plan.Phase == PlanPhase.TakeDown)
                takenDown.Add(key);
        }
    }

    // Whose change cannot be prepared while nothing of it is on the host, and who has a version from before, gets that one: once in a pass.
    private List<WorkloadKey> FallingBack(
        Plan plan, ImmutableDictionary<WorkloadKey, Preparation> prepared, DesiredView desired, Observation observation, HashSet<WorkloadKey> fallenBack) =>
        [.. plan.Steps.OfType<PlanStep.Prepare>().Select(step => step.Key)
            .Where(key => prepared.GetValueOrDefault(key)?.Failure is { IsOfPreparation: true, Reason: not Blocker.EngineUnavailable } failure
                && observation.Workloads[key].Applied is null && (fallenBack.Add(key) ? judge.FallsBack(key, failure, desired) : judge.StopsFallingBack(key)))];

    // Names the fields, not their values: those may be secret, and this goes to logs and status files.
    private Plan Explained(Plan plan, DesiredView desired, Observation observation)
    {
        foreach (var (key, decision) in plan.Decisions.Where(entry => entry.Value.Reason == "SpecChanged"))
        {
            var changes = applied.ChangesSince(
                key, observation.Workloads[key].Applied!.DefinitionHash, desired.State.Workloads[key].Document);
            if (changes.Count > 0)
            {
                var message = $"The manifest changed in {string.Join(", ", changes.Select(change => change.Path))}.";
                plan = plan with { Decisions = plan.Decisions.SetItem(key, decision with { Message = message }) };
            }
        }

        return plan;
    }

    private ImmutableDictionary<WorkloadKey, Preparation> Waiting(ImmutableSortedSet<WorkloadKey> members) => members
        .Select(key => (Key: key, Wait: backoffs.Waiting(key)))
        .Where(member => member.Wait is not null)
        .ToImmutableDictionary(member => member.Key, member => new Preparation(null, member.Wait!.Value.Why));

    private static Decision Unsettled(Decision decision) => decision.Action == PlanAction.None
        ? decision
        : new(PlanAction.Blocked, "Unsettled", $"It keeps changing while it is worked on ({decision.Message}) It is tried again later.");

    private static PlanInput InputOf(
        ImmutableSortedSet<WorkloadKey> members,
        DesiredView desired,
        ImmutableSortedDictionary<WorkloadKey, ObservedWorkload> observed,
        ImmutableDictionary<WorkloadKey, Preparation> prepared,
        ImmutableDictionary<WorkloadKey, Standing> standings) => new()
        {
            Standings = standings,
            Desired = desired.Members.Where(entry => members.Contains(entry.Key)).ToImmutableSortedDictionary(),
            Observed = observed,
            Declared = desired.Declared,
            MayPrune = [.. members.Where(desired.State.MayPrune)],
            Prepared = prepared,
        };

    private async Task<(ImmutableDictionary<WorkloadKey, Preparation> Prepared, ImmutableArray<PlanStep> Left)> ExecuteAsync(
        Plan plan,
        DesiredView desired,
        ImmutableDictionary<WorkloadKey, Preparation> prepared,
        CancellationToken cancellationToken)
    {
        log.Plan(string.Join(",", plan.Decisions.Keys), plan.Phase.ToString(), plan.ToString());
        if (plan.Phase == PlanPhase.Prepare)
        {
            var results = await workers.LendAsync(() => preparer.PrepareAsync(plan.Steps.Select(step => (step.Key, plan.Decisions[step.Key])), desired, cancellationToken));
            return (prepared.SetItems(results), []);
        }

        var (failures, left) = await executor.ExecuteAsync(plan, desired, prepared, (key, token) => ForgetAsync(key, desired, token), cancellationToken);
        return (prepared.SetItems(failures.Select(failure => KeyValuePair.Create(failure.Key, new Preparation(null, failure.Value)))), left);
    }

    private async Task ForgetAsync(WorkloadKey key, DesiredView desired, CancellationToken cancellationToken)
    {
        await judge.ForgetImageAsync(key, desired, cancellationToken);
        reporter.Forget(key);
    }

    // Loaded units of ours that name a member's unit, or are required by it, while no manifest says so any more.
    private static ImmutableSortedSet<WorkloadKey>? Outside(
        ImmutableSortedSet<WorkloadKey> members, DesiredView desired, Observation observation)
    {
        var touched = observation.Workloads.Values
            .SelectMany(workload => workload.Units.Values)
            .Where(unit => unit.HasDetails)
            .SelectMany(unit => unit.NamedBy.Concat(unit.Requires))
            .Distinct(StringComparer.Ordinal);
        var outside = touched
            .Select(observation.Listing.OwnerOf)
            .OfType<WorkloadKey>()
            .Concat(members.Where(desired.Members.ContainsKey).SelectMany(key => desired.ComponentOf([key])))
            .Where(key => !members.Contains(key))
            .ToList();
        return outside.Count == 0 ? null : members.Union(outside);
    }

    private async Task<bool> IsStoppingAsync(CancellationToken cancellationToken) =>
        (await systemd.GetManagerPropertyAsync("SystemState", cancellationToken)).AsText() == "stopping";
}
