using OciReconciler.Desired;
using OciReconciler.Model.Desired;
using OciReconciler.State;
using OciReconciler.Telemetry;
using OciReconciler.Units;

namespace OciReconciler.Executing;

/// <summary>
/// Runs the steps of one phase in order. A step that fails ends its workload's part of the phase, and that of everything that depends on
/// it; the others go on when things are brought up, and wait for the next plan when they are taken down. The failures are the result:
/// nothing is caught elsewhere.
/// </summary>
/// <param name="steps">Carries out each step.</param>
/// <param name="jobs">Waits for jobs of others.</param>
/// <param name="paused">Read before each step.</param>
/// <param name="progress">Called before each step: the pass gets on.</param>
/// <param name="log">Gets each step and its failure.</param>
internal sealed class PlanExecutor(
    StepRunner steps, UnitJobs jobs, PauseFiles paused, Action progress, Instruments instruments, ILogger<PlanExecutor> log)
{
    /// <summary>Executes the steps of <paramref name="plan"/>.</summary>
    /// <param name="plan">Steps of one phase, in order, and why.</param>
    /// <param name="prepared">Input digests for marks.</param>
    /// <param name="cancellationToken">Ends it between steps and waits.</param>
    public async Task<ExecutionResult> ExecuteAsync(
        Plan plan, DesiredView desired, IReadOnlyDictionary<WorkloadKey, Preparation> prepared, CancellationToken cancellationToken)
    {
        var failures = new Dictionary<WorkloadKey, FailureReason>();
        var created = CreatedBy(plan, desired);
        for (var index = 0; index < plan.Steps.Length; index++)
        {
            var step = plan.Steps[index];
            cancellationToken.ThrowIfCancellationRequested();
            if (failures.ContainsKey(step.Key))
                continue;
            if (StepFilter.FailedDependencyOf(step, desired.Members, failures) is { } dependency)
                failures[step.Key] = dependency;
            else if (!StepFilter.IsLeftToNextPlan(step, failures)
                && !await TryRunAsync(step, plan, created, desired, prepared, failures, cancellationToken))
                return new ExecutionResult(failures, plan.Steps[index..]);
        }

        return new ExecutionResult(failures, []);
    }

    // What a plan both defines and starts, and nothing else names: a definition that systemd cannot use is not taken back once that is.
    private static HashSet<WorkloadKey> CreatedBy(Plan plan, DesiredView desired)
    {
        var created = plan.Steps.OfType<PlanStep.Define>().Select(step => step.Key).ToHashSet();
        created.IntersectWith(plan.Steps.OfType<PlanStep.Start>().Select(step => step.Key));
        created.ExceptWith(plan.Decisions.Keys.Select(desired.Members.GetValueOrDefault).OfType<DesiredMember>()
            .SelectMany(member => member.DependsOn));
        return created;
    }

    // False: the step was not carried out, and it and those after it are planned anew.
    private async Task<bool> TryRunAsync(
        PlanStep step,
        Plan plan,
        HashSet<WorkloadKey> created,
        DesiredView desired,
        IReadOnlyDictionary<WorkloadKey, Preparation> prepared,
        Dictionary<WorkloadKey, FailureReason> failures,
        CancellationToken cancellationToken)
    {
        // Somebody paused it since it was planned: the next plan sees that, and what it means for the others.
        if (paused.Has(step.Key))
            return false;
        var span = instruments.BeginStep(step, plan.Decisions[step.Key].Reason);
        try
        {
            log.Step(step.Key.Name, step.ToString());
            progress();
            await steps.RunAsync(step, created.Contains(step.Key), desired, prepared, cancellationToken);
        }
        catch (ForeignJobException busy)
        {
            log.StepDeferred(step.Key.Name, step.ToString(), busy.Message);
            await jobs.WaitAsync(busy.Unit, cancellationToken);
            return false;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            var reason = FailureClassifier.Classify(failure);
            failures[step.Key] = reason;
            log.StepFailed(step.Key.Name, step.ToString(), reason.Reason, reason.Message);
        }
        finally
        {
            Instruments.EndStep(span, failures.GetValueOrDefault(step.Key));
        }

        return true;
    }
}
