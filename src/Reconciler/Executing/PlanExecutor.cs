using Microsoft.Extensions.Logging;
using OciReconciler.DBus.Systemd;
using OciReconciler.Desired;
using OciReconciler.Engine;
using OciReconciler.Model.Events;
using OciReconciler.Model.Planning;
using OciReconciler.Model.Workloads;
using OciReconciler.Observing;
using OciReconciler.Reporting.Events;
using OciReconciler.Telemetry;

namespace OciReconciler.Executing;

/// <summary>
/// Runs the steps of one phase in order. A step that fails ends its workload's part of the phase, and that of everything that depends
/// on it; the others go on when things are brought up, and wait for the next plan when they are taken down. The failures are the result: nothing is caught elsewhere.
/// </summary>
internal sealed class PlanExecutor(
    ISystemdManager systemd,
    UnitReleaser releaser,
    ITransientUnitFiles unitFiles,
    EngineRegistry engines,
    RunningNotes notes,
    AppliedSpecs applied,
    StartGate starts,
    EventRecorder events,
    ILogger<PlanExecutor> log)
{
    /// <summary>Executes <paramref name="steps"/>.</summary>
    /// <param name="steps">Of one phase, in order.</param>
    /// <param name="desired">For definitions.</param>
    /// <param name="prepared">Input digests for marks.</param>
    /// <param name="forget">Drops a workload's records.</param>
    /// <param name="cancellationToken">Ends it between steps and waits.</param>
    /// <returns>Why a workload failed, by key.</returns>
    public async Task<IReadOnlyDictionary<WorkloadKey, Blocker>> ExecuteAsync(
        IReadOnlyList<PlanStep> steps,
        DesiredView desired,
        IReadOnlyDictionary<WorkloadKey, Preparation> prepared,
        Action<WorkloadKey> forget,
        CancellationToken cancellationToken)
    {
        var failures = new Dictionary<WorkloadKey, Blocker>();
        foreach (var step in steps)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (failures.ContainsKey(step.Key) || FailedDependency(step, desired, failures) is not null || (failures.Count > 0 && TakesDown(step)))
                continue;
            try
            {
                await ExecuteAsync(step, desired, prepared, forget, cancellationToken);
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                var blocker = FailureClassifier.Classify(failure);
                failures[step.Key] = blocker;
                log.StepFailed(step.Key.Name, step.ToString(), blocker.Reason, blocker.Message);
            }
        }

        return failures;
    }

    // What could not be taken down may need what comes after it: that is for the next plan to see.
    private static bool TakesDown(PlanStep step) => step is PlanStep.NoteRunning or PlanStep.Stop or PlanStep.Release or PlanStep.RemoveContainer;

    // Only bringing up follows dependencies; what is taken down is in dependents-first order already.
    private static WorkloadKey? FailedDependency(PlanStep step, DesiredView desired, Dictionary<WorkloadKey, Blocker> failures)
    {
        if (step is not (PlanStep.Define or PlanStep.Start) || !desired.Members.TryGetValue(step.Key, out var member))
            return null;
        foreach (var dependency in member.DependsOn.Where(failures.ContainsKey))
        {
            failures[step.Key] = new("DependencyFailed", $"It depends on {dependency}, which failed: {failures[dependency].Message}");
            return dependency;
        }

        return null;
    }

    private async Task ExecuteAsync(
        PlanStep step,
        DesiredView desired,
        IReadOnlyDictionary<WorkloadKey, Preparation> prepared,
        Action<WorkloadKey> forget,
        CancellationToken cancellationToken)
    {
        log.Step(step.Key.Name, step.ToString());
        switch (step)
        {
            case PlanStep.NoteRunning note:
                notes.Add(note.Key);
                break;
            case PlanStep.Stop stop:
                await releaser.StopAsync(stop.Unit, cancellationToken);
                events.Normal(stop.Key, EventReasons.Stopped, $"Stopped {stop.Unit}.", stop.Unit);
                break;
            case PlanStep.Release release:
                await releaser.ReleaseAsync(release, cancellationToken);
                Failpoint.Hit("released");
                if (!desired.Members.ContainsKey(release.Key))
                    events.Normal(release.Key, EventReasons.Removed, $"Removed {release.Unit}.", release.Unit);
                break;
            case PlanStep.RemoveContainer remove:
                await RemoveContainerAsync(remove, cancellationToken);
                events.Normal(remove.Key, EventReasons.Removed, $"Removed container {remove.ContainerId[..Math.Min(12, remove.ContainerId.Length)]}.");
                break;
            case PlanStep.Define define:
                await DefineAsync(define.Key, desired, prepared.GetValueOrDefault(define.Key)?.InputsHash, cancellationToken);
                break;
            case PlanStep.Hold hold:
                await HoldAsync(hold.Key, desired, cancellationToken);
                events.Normal(hold.Key, EventReasons.Repaired, $"{desired.Members[hold.Key].Unit} is held again, and was not touched.");
                break;
            case PlanStep.Start start:
                var hasStarted = await starts.StartAsync(start.Unit, cancellationToken);
                notes.Remove(start.Key);
                events.Normal(
                    start.Key, hasStarted ? EventReasons.Started : EventReasons.Starting, hasStarted ? $"Started {start.Unit}." : $"systemd starts {start.Unit}, which takes a while.");
                break;
            case PlanStep.Forget gone:
                notes.Remove(gone.Key);
                applied.Forget(gone.Key);
                forget(gone.Key);
                break;
            default:
                throw new InvalidOperationException($"A step without an effect: {step}.");
        }
    }

    private async Task DefineAsync(WorkloadKey key, DesiredView desired, string? inputsHash, CancellationToken cancellationToken)
    {
        var member = desired.Members[key];
        var mark = new OwnershipMark(key, member.Unit, member.DefinitionHash, inputsHash ?? OwnershipMark.Unknown, member.RenderVersion);
        var spec = desired.State.Workloads[key].Spec;
        var service = TransientUnits.Service(desired.Render(key), Ownership.ServiceDescription(spec.Image, mark), desired.Settings);
        var job = await systemd.StartTransientUnitAsync(TransientUnits.Holder(mark), JobMode.Replace, [service], cancellationToken);
        events.Normal(key, EventReasons.Created, $"Defined {member.Unit} with image {spec.Image}.");
        unitFiles.Correct(member.Unit);
        await starts.WaitAsync(job, cancellationToken);
        var row = await systemd.FindAsync(member.Unit, cancellationToken);
        if (row?.LoadState == "loaded")
        {
            applied.Save(key, member.DefinitionHash, desired.State.Workloads[key].Document);
            return;
        }

        await releaser.ReleaseAsync(new PlanStep.Release(key, member.Unit, []), cancellationToken);
        throw new StepException("DefinitionRejected",
            $"systemd took the definition of {member.Unit} and calls it {row?.LoadState ?? "missing"}. See: journalctl -b _PID=1 UNIT={member.Unit}");
    }

    private async Task HoldAsync(WorkloadKey key, DesiredView desired, CancellationToken cancellationToken)
    {
        var unit = desired.Members[key].Unit;
        var row = await systemd.FindAsync(unit, cancellationToken);
        if (row is null || UnitListing.MarkOf(row) is not { } mark)
            throw new StepException("UnitMissing", $"{unit} went away while it was to be held. It is defined anew.");
        await starts.WaitAsync(await systemd.StartTransientUnitAsync(TransientUnits.Holder(mark), JobMode.Replace, [], cancellationToken), cancellationToken);
    }

    private async Task RemoveContainerAsync(PlanStep.RemoveContainer remove, CancellationToken cancellationToken)
    {
        foreach (var engine in engines.All)
        {
            try
            {
                if (await engine.InspectContainerAsync(remove.Key.Name, cancellationToken) is { } container && container.Id == remove.ContainerId)
                    await engine.RemoveContainerAsync(container.Id, cancellationToken);
            }
            catch (EngineUnavailableException)
            {
                // The container was seen on the other engine.
            }
        }
    }
}
