using OciReconciler.Executing;
using OciReconciler.Observing;
using OciReconciler.State;
using OciReconciler.Threading;

namespace OciReconciler.Passes;

/// <summary>
/// One pass over one component: observe, plan, execute a phase, and again until there is nothing to do. Each round takes the desired state
/// as it is then, so an edit that arrives while things are down is what comes up.
/// </summary>
internal sealed class ComponentReconciler(
    ReconcilePassFactory passes,
    Observer observer,
    RolloutTracker tracker,
    DecisionReporter decisions,
    StatusReporter status,
    PlanExecutor executor,
    RestartMarkers markers)
{
    /// <summary>Runs the pass. The caller has locked all of <paramref name="members"/>.</summary>
    /// <param name="changed">Set when something happened to one of them.</param>
    public async Task<ReconcileResult> RunAsync(
        ImmutableSortedSet<WorkloadKey> members, AsyncAutoResetEvent changed, CancellationToken cancellationToken)
    {
        await using var pass = passes.Begin(members, status.NeedsDetails(members), changed, cancellationToken);
        while (pass.Rounds.TryBegin())
        {
            if (await RunRoundAsync(pass, cancellationToken) is { } result)
                return result;
        }

        return pass.GiveUp();
    }

    // Null: another round is needed.
    private async Task<ReconcileResult?> RunRoundAsync(ReconcilePass pass, CancellationToken cancellationToken)
    {
        await pass.RefreshAsync(cancellationToken);
        pass.Observation = await observer.ObserveAsync(
            pass.Members, pass.Desired, pass.ReadsDetails, pass.Unchanged, cancellationToken);
        pass.Unchanged = null;
        if (ComponentBoundary.Grown(pass.Members, pass.Desired, pass.Observation) is { } grown)
            return new ReconcileResult.Grown(grown);
        if (!await TryAssessAsync(pass, cancellationToken))
            return null;
        var input = pass.Input();
        if (!TryPlan(pass, input))
            return null;
        status.Publish(pass);
        if (pass.Plan.IsEmpty)
            return await SettleAsync(pass, cancellationToken);
        if (pass.Observation.Listing.IsSystemStopping)
            return new ReconcileResult.Stopping();
        decisions.Log(pass.Plan);
        pass.IsDown = pass.Plan.Phase == PlanPhase.TakeDown;
        if (pass.Plan.Phase == PlanPhase.Prepare && !await PrepareAsync(pass, input))
            return null;
        return await ExecuteAsync(pass, cancellationToken) ? pass.Settle() : null;
    }

    // False: other versions are desired from now on.
    private async Task<bool> TryAssessAsync(ReconcilePass pass, CancellationToken cancellationToken)
    {
        var observed = pass.Requests.NotPaused(pass.Observation.Workloads.Values);
        (pass.Assessments, var givenUp) = await tracker.AssessAsync(observed, pass.Desired, cancellationToken);
        if (givenUp.IsEmpty)
            return true;
        await passes.DropAsync(pass, givenUp);
        return false;
    }

    // False: something is to be changed, and what a change needs was not read.
    private bool TryPlan(ReconcilePass pass, PlanInput input)
    {
        pass.Plan = decisions.AddDetails(Planner.Plan(input), pass.Desired, pass.Observation);
        if (pass.ReadsDetails || pass.Plan.IsSettled)
            return true;
        pass.ReadsDetails = true;
        pass.Unchanged = pass.Observation;
        return false;
    }

    // True: preparing takes long, and the plan of the pass is now what has to be done meanwhile to what is defined.
    private async Task<bool> PrepareAsync(ReconcilePass pass, PlanInput input)
    {
        await pass.Preparations.ContinueAsync(pass.Plan, pass.Desired, pass.Observation.Workloads);
        if (pass.Preparations.AreSlow && Planner.WhilePreparing(input, pass.Plan) is { } meanwhile)
        {
            pass.Plan = meanwhile;
            decisions.Log(meanwhile);
            return true;
        }

        var happened = await pass.Preparations.WaitAsync();
        await pass.Preparations.DropAsync(FallBack(pass));
        pass.Unchanged = happened ? null : pass.Observation.After(pass.Preparations.Results);
        // A pull is progress: reset the round budget.
        pass.Rounds.Reset();
        return false;
    }

    // A change that cannot be prepared, while nothing of the workload is on the host, gives way to the version before: once in a pass.
    private List<WorkloadKey> FallBack(ReconcilePass pass)
    {
        var fallenBack = new List<WorkloadKey>();
        foreach (var key in pass.Plan.Steps.OfType<PlanStep.Prepare>().Select(step => step.Key))
        {
            var failure = pass.Preparations.Results.GetValueOrDefault(key)?.Failure;
            if (failure is not { IsPreparation: true, Reason: not Reasons.EngineUnavailable })
                continue;
            if (pass.Observation.Workloads[key].Applied is not null)
                continue;
            if (!pass.FallenBack.Add(key))
                tracker.StopFallingBack(key);
            else if (tracker.FallBack(key, failure, pass.Desired))
                fallenBack.Add(key);
        }

        return fallenBack;
    }

    // True: nothing is left for another round.
    private async Task<bool> ExecuteAsync(ReconcilePass pass, CancellationToken cancellationToken)
    {
        var plan = pass.Plan;
        decisions.Record(plan, pass.TakenDown);
        tracker.BeginDowntime(plan);
        var (failures, left) = await executor.ExecuteAsync(plan, pass.Desired, pass.Preparations.Results, cancellationToken);
        pass.Preparations.Add(failures.Select(failure => KeyValuePair.Create(failure.Key, new Preparation(null, failure.Value))));
        var done = plan with { Steps = plan.Steps.RemoveRange(left) };
        tracker.Executed(done, left);
        pass.Requests.Executed(done);
        return left.IsEmpty && (plan.IsSettled || plan.Steps.All(step => step is PlanStep.Forget));
    }

    private async Task<ReconcileResult> SettleAsync(ReconcilePass pass, CancellationToken cancellationToken)
    {
        var observed = pass.Observation.Workloads.Values;
        // What requires the workload, or somebody, has started it: a marker would start it once more after the next stop by hand.
        foreach (var workload in observed.Where(workload => workload is { StartIsPending: true, AppliedUnit.ActiveState: "active" }))
            markers.Remove(workload.Key);
        await tracker.ReleaseImagesAsync(pass.Plan, observed, pass.Desired, cancellationToken);
        await tracker.SweepSecretsAsync(pass.Plan, observed, pass.Desired, cancellationToken);
        return pass.SettleAsObserved(key => !status.NeedsDetails([key]) && !tracker.HasLeftovers(key));
    }
}
