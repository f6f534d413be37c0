using OciReconciler.DBus.Manager;
using OciReconciler.Desired;
using OciReconciler.Files;
using OciReconciler.State;

namespace OciReconciler.Executing;

/// <summary>Carries out one step of a plan. A step that fails throws.</summary>
/// <param name="markers">Which workloads are to run again.</param>
/// <param name="applied">What was defined last.</param>
/// <param name="forget">Drops all other records of a workload.</param>
internal sealed class StepRunner(
    TakeDownSteps takeDown,
    DefinitionSteps definitions,
    StartSteps starts,
    RestartMarkers markers,
    LastAppliedSpecs applied,
    Func<WorkloadKey, DesiredView, CancellationToken, Task> forget)
{
    /// <param name="step">Any but <see cref="PlanStep.Prepare"/>, which is no effect on the host.</param>
    /// <param name="isCreated">The plan both defines and starts the workload.</param>
    /// <param name="prepared">Input digests for marks.</param>
    /// <param name="cancellationToken">Ends it between calls and while it waits.</param>
    public Task RunAsync(
        PlanStep step,
        bool isCreated,
        DesiredView desired,
        IReadOnlyDictionary<WorkloadKey, Preparation> prepared,
        CancellationToken cancellationToken) =>
        step switch
        {
            PlanStep.MarkForRestart mark => takeDown.MarkForRestartAsync(mark),
            PlanStep.Stop stop => takeDown.StopAsync(stop, cancellationToken),
            PlanStep.Release release => takeDown.ReleaseAsync(release, desired, cancellationToken),
            PlanStep.RemoveContainer remove => takeDown.RemoveContainerAsync(remove, cancellationToken),
            PlanStep.Define define => definitions.DefineAsync(
                define, isCreated, desired, prepared.GetValueOrDefault(step.Key), cancellationToken),
            PlanStep.Hold => definitions.HoldAsync(step.Key, desired, cancellationToken),
            PlanStep.Start start when isCreated => StartCreatedAsync(start, cancellationToken),
            PlanStep.Start start => starts.StartAsync(start, isNew: false, cancellationToken),
            PlanStep.Restart restart => starts.RestartAsync(restart, cancellationToken),
            PlanStep.Forget => ForgetAsync(step.Key, desired, cancellationToken),
            _ => throw new InvalidOperationException($"A step without an effect: {step}."),
        };

    private async Task StartCreatedAsync(PlanStep.Start start, CancellationToken cancellationToken)
    {
        try
        {
            await starts.StartAsync(start, isNew: true, cancellationToken);
        }
        catch (BusException failure) when (failure.Failure == BusFailure.ErrorReply)
        {
            // systemd takes any definition, and starts none that it cannot use: only then it has to be asked why.
            await definitions.RequireLoadedAsync(start.Key, start.Unit, cancellationToken);
            throw;
        }
    }

    private async Task ForgetAsync(WorkloadKey key, DesiredView desired, CancellationToken cancellationToken)
    {
        Failpoint.Hit(Failpoint.Forgetting);
        markers.Remove(key);
        applied.Forget(key);
        await forget(key, desired, cancellationToken);
        Failpoint.Hit(Failpoint.Forgotten);
    }
}
