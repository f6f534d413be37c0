using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using OciReconciler.DBus.Manager;
using OciReconciler.Desired;
using OciReconciler.Executing;
using OciReconciler.Model.Conditions;
using OciReconciler.Model.Observed;
using OciReconciler.Model.Planning;
using OciReconciler.Model.Rollouts;
using OciReconciler.Model.Text;
using OciReconciler.Model.Workloads;
using OciReconciler.Observing;
using OciReconciler.Reporting.Events;
using OciReconciler.State;
using OciReconciler.Telemetry;
using OciReconciler.Threading;

namespace OciReconciler.Control;

/// <summary>
/// One pass over one component: observe, plan, execute a phase, and again until there is nothing to do. Each round takes the desired
/// state as it is then, so an edit that arrives while things are down is what comes up.
/// </summary>
internal sealed class ComponentReconciler(
    ISystemdManager systemd,
    WorkerPool workers,
    Observer observer,
    WorkloadPreparer preparer,
    PlanExecutor executor,
    DesiredViews views,
    StatusReporter reporter,
    LastAppliedSpecs applied,
    RolloutTracker tracker,
    Backoffs backoffs,
    PauseFiles paused,
    RestartRequests requests,
    EventRecorder events,
    TimeProvider time,
    ILogger<ComponentReconciler> log)
{
    // Prepare, take down, bring up, and look, and one more for each link of a chain that waits for the one before: a pass that needs many more is chasing something that changes all the time.
    private const int MaxRounds = 12;

    private readonly DecisionDetails _details = new(applied);

    /// <summary>Runs the pass. The caller holds all of <paramref name="members"/>.</summary>
    /// <param name="members">The component.</param>
    /// <param name="changed">Rings when something happened to one of them.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<ReconcileResult> RunAsync(ImmutableSortedSet<WorkloadKey> members, AsyncAutoResetEvent changed, CancellationToken cancellationToken)
    {
        var details = reporter.NeedsDetails(members);
        ImmutableHashSet<WorkloadKey> unready = [];
        var plan = new Plan(ImmutableSortedDictionary<WorkloadKey, Decision>.Empty, PlanPhase.Done, []);
        var takenDown = new HashSet<WorkloadKey>();
        var fallenBack = new HashSet<WorkloadKey>();
        var assessments = ImmutableDictionary<WorkloadKey, Assessment>.Empty;
        var isDown = false;
        var operatorRequests = new OperatorRequests(members, paused, requests);
        await using var preparations = new Preparations(Waiting(members), preparer, workers, changed, time, cancellationToken);
        var adoption = new DesiredRefresh(members, preparer, preparations, time, views.Current);
        for (var round = 0; round < MaxRounds + members.Count; round++)
        {
            await adoption.AdoptAsync(views.Current, isDown, cancellationToken);
            var desired = adoption.View;
            var observation = await observer.ObserveAsync(members, desired, details, cancellationToken);
            if (Outside(members, desired, observation) is { } grown)
                return new ReconcileResult.Grown(grown);
            unready = [.. observation.Workloads.Values.Where(workload => workload.LacksContainer).Select(workload => workload.Key)];
            (assessments, var givenUp) = await tracker.AssessAsync(operatorRequests.NotPaused(observation.Workloads.Values), desired, cancellationToken);
            if (!givenUp.IsEmpty)
            {
                await preparations.DropAsync(givenUp);
                backoffs.Forget(givenUp);
                continue;
            }

            var input = operatorRequests.AddTo(InputOf(members, desired, observation.Workloads, preparations.Results, assessments));
            plan = _details.AddTo(Planner.Plan(input), desired, observation);
            if (!details && !plan.IsSettled)
            {
                details = true;
                continue;
            }

            reporter.Publish(plan, desired, observation, assessments, preparations.Results, preparations.Failures);
            if (plan.IsEmpty)
            {
                await SettleAsync(plan, desired, observation, cancellationToken);
                return Settled(plan.Decisions);
            }

            if (await IsStoppingAsync(cancellationToken))
                return new ReconcileResult.Stopping();
            Log(plan);
            isDown = plan.Phase == PlanPhase.TakeDown;
            if (plan.Phase == PlanPhase.Prepare)
            {
                await preparations.ContinueAsync(plan, desired);
                if ((preparations.AreSlow ? Planner.WhilePreparing(input, plan) : null) is not { } meanwhile)
                {
                    await preparations.WaitAsync();
                    await preparations.DropAsync(FallingBack(plan, preparations.Results, desired, observation, fallenBack));
                    // What had to be waited for is not chased.
                    round = 0;
                    continue;
                }

                Log(plan = meanwhile);
            }

            RecordDecisions(plan, takenDown);
            tracker.BeginDowntime(plan);
            var (failures, left) = await executor.ExecuteAsync(plan, desired, preparations.Results, (key, token) => ForgetAsync(key, desired, token), cancellationToken);
            preparations.Add(failures.Select(failure => KeyValuePair.Create(failure.Key, new Preparation(null, failure.Value))));
            var done = plan with { Steps = plan.Steps.RemoveRange(left) };
            tracker.Executed(done, left);
            operatorRequests.Executed(done);
            if (left.IsEmpty && (plan.IsSettled || plan.Steps.All(step => step is PlanStep.Forget)))
                return Settled(plan.Decisions);
        }

        return Settled(plan.Decisions.ToImmutableSortedDictionary(entry => entry.Key, entry => Unsettled(entry.Value)));

        ReconcileResult Settled(ImmutableSortedDictionary<WorkloadKey, Decision> decisions)
        {
            var failures = preparations.Failures;
            operatorRequests.Complete(decisions, failures);
            return new ReconcileResult.Settled(decisions, failures, unready, preparations.Waiting, ObserveAgainAfter(assessments));
        }
    }

    private static ImmutableDictionary<WorkloadKey, TimeSpan> ObserveAgainAfter(ImmutableDictionary<WorkloadKey, Assessment> assessments) => assessments
        .Where(entry => entry.Value.ObserveAgainAfter is not null)
        .ToImmutableDictionary(entry => entry.Key, entry => entry.Value.ObserveAgainAfter!.Value);

    // Why something is done. That a unit is not defined says something only when it was, and not by this pass that it is no more.
    private void RecordDecisions(Plan plan, HashSet<WorkloadKey> takenDown)
    {
        foreach (var (key, decision) in plan.Decisions.Where(entry => plan.Steps.Any(step => step.Key == entry.Key)))
        {
            var isNews = decision.Action is not (PlanAction.None or PlanAction.Forget) && !takenDown.Contains(key);
            if (isNews && (decision.Reason != Reasons.NotDefined || applied.Knows(key)))
                events.Decided(key, decision);
            if (plan.Phase == PlanPhase.TakeDown)
                takenDown.Add(key);
        }
    }

    private void Log(Plan plan) => log.Plan(string.Join(",", plan.Decisions.Keys), plan.Phase.ToString(), plan.ToString());

    // Whose change cannot be prepared while nothing of it is on the host, and who has a version from before, gets that one: once in a pass.
    private List<WorkloadKey> FallingBack(
        Plan plan, ImmutableDictionary<WorkloadKey, Preparation> prepared, DesiredView desired, Observation observation, HashSet<WorkloadKey> fallenBack) =>
        [.. plan.Steps.OfType<PlanStep.Prepare>().Select(step => step.Key)
            .Where(key => prepared.GetValueOrDefault(key)?.Failure is { IsPreparation: true, Reason: not Reasons.EngineUnavailable } failure
                && observation.Workloads[key].Applied is null && (fallenBack.Add(key) ? tracker.FallBack(key, failure, desired) : tracker.StopFallingBack(key)))];

    private ImmutableDictionary<WorkloadKey, Preparation> Waiting(ImmutableSortedSet<WorkloadKey> members) => members
        .Select(key => (Key: key, Wait: backoffs.Waiting(key)))
        .Where(member => member.Wait is not null)
        .ToImmutableDictionary(member => member.Key, member => new Preparation(null, member.Wait!.Value.Why));

    private static Decision Unsettled(Decision decision) => decision.Action == PlanAction.None
        ? decision
        : new(PlanAction.Blocked, "Unsettled", $"It keeps changing while it is worked on: {Sentences.Ended(decision.Message)} It is tried again later.");

    private static PlanInput InputOf(
        ImmutableSortedSet<WorkloadKey> members,
        DesiredView desired,
        ImmutableSortedDictionary<WorkloadKey, ObservedWorkload> observed,
        ImmutableDictionary<WorkloadKey, Preparation> prepared,
        ImmutableDictionary<WorkloadKey, Assessment> assessments) => new()
        {
            Assessments = assessments,
            Desired = desired.Members.Where(entry => members.Contains(entry.Key)).ToImmutableSortedDictionary(),
            Observed = observed,
            Declared = desired.Declared,
            MayPrune = [.. members.Where(desired.State.MayPrune)],
            Prepared = prepared,
        };

    // Nothing is to be done.
    private async Task SettleAsync(Plan plan, DesiredView desired, Observation observation, CancellationToken cancellationToken)
    {
        // Started by what requires it, or by somebody: else it would be started once more after the next stop by hand.
        foreach (var workload in observation.Workloads.Values.Where(workload => workload is { StartIsPending: true, AppliedUnit.ActiveState: "active" }))
            executor.Runs(workload.Key);
        await tracker.ReleaseImagesAsync(plan, observation.Workloads.Values, desired, cancellationToken);
    }

    private async Task ForgetAsync(WorkloadKey key, DesiredView desired, CancellationToken cancellationToken)
    {
        await tracker.ForgetImageAsync(key, desired, cancellationToken);
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
        await systemd.GetSystemStateAsync(cancellationToken) == "stopping";
}
