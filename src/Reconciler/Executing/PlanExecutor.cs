using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using OciReconciler.DBus.Manager;
using OciReconciler.DBus.Units;
using OciReconciler.Desired;
using OciReconciler.Engine;
using OciReconciler.Files;
using OciReconciler.Model.Conditions;
using OciReconciler.Model.Planning;
using OciReconciler.Model.Workloads;
using OciReconciler.Reporting.Events;
using OciReconciler.State;
using OciReconciler.Telemetry;
using OciReconciler.Units;

namespace OciReconciler.Executing;

/// <summary>
/// Runs the steps of one phase in order. A step that fails ends its workload's part of the phase, and that of everything that depends
/// on it; the others go on when things are brought up, and wait for the next plan when they are taken down. The failures are the result: nothing is caught elsewhere.
/// </summary>
internal sealed class PlanExecutor(
    ISystemdManager systemd,
    UnitJobs jobs,
    UnitReleaser releaser,
    ITransientUnitFiles unitFiles,
    EngineRegistry engines,
    RestartMarkers notes,
    LastAppliedSpecs applied,
    PauseFiles paused,
    UnitStarter starts,
    EventRecorder events,
    Action progress,
    Instruments instruments,
    ILogger<PlanExecutor> log)
{
    /// <summary>Executes the steps of <paramref name="plan"/>.</summary>
    /// <param name="plan">Steps of one phase, in order, and why.</param>
    /// <param name="desired">For definitions.</param>
    /// <param name="prepared">Input digests for marks.</param>
    /// <param name="forget">Drops a workload's records.</param>
    /// <param name="cancellationToken">Ends it between steps and waits.</param>
    /// <returns>
    /// Why a workload failed, by key; and the steps that were not come to, since somebody paused a workload or asked systemd for
    /// something meanwhile: those are planned anew.
    /// </returns>
    public async Task<(IReadOnlyDictionary<WorkloadKey, FailureReason> Failures, ImmutableArray<PlanStep> Left)> ExecuteAsync(
        Plan plan,
        DesiredView desired,
        IReadOnlyDictionary<WorkloadKey, Preparation> prepared,
        Func<WorkloadKey, CancellationToken, Task> forget,
        CancellationToken cancellationToken)
    {
        var failures = new Dictionary<WorkloadKey, FailureReason>();
        for (var index = 0; index < plan.Steps.Length; index++)
        {
            var step = plan.Steps[index];
            cancellationToken.ThrowIfCancellationRequested();
            if (failures.ContainsKey(step.Key) || FailedDependency(step, desired, failures) is not null || (failures.Count > 0 && TakesDown(step)))
                continue;
            // Somebody paused it since it was planned: the next plan sees that, and what it means for the others.
            if (paused.Has(step.Key))
                return (failures, plan.Steps[index..]);
            var span = instruments.BeginStep(step, plan.Decisions[step.Key].Reason);
            try
            {
                await ExecuteAsync(step, desired, prepared, forget, cancellationToken);
            }
            catch (ForeignJobException busy)
            {
                log.JobInTheWay(step.Key.Name, step.ToString(), busy.Message);
                await jobs.WaitAsync(busy.Unit, cancellationToken);
                return (failures, plan.Steps[index..]);
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                var blocker = FailureClassifier.Classify(failure);
                failures[step.Key] = blocker;
                log.StepFailed(step.Key.Name, step.ToString(), blocker.Reason, blocker.Message);
            }
            finally
            {
                Instruments.EndStep(span, failures.GetValueOrDefault(step.Key));
            }
        }

        return (failures, []);
    }

    /// <summary>A workload that was to be started again runs.</summary>
    public void Runs(WorkloadKey key) => notes.Remove(key);

    // What could not be taken down may need what comes after it: that is for the next plan to see.
    private static bool TakesDown(PlanStep step) => step is PlanStep.MarkForRestart or PlanStep.Stop or PlanStep.Release or PlanStep.RemoveContainer;

    // Only bringing up follows dependencies; what is taken down is in dependents-first order already.
    private static WorkloadKey? FailedDependency(PlanStep step, DesiredView desired, Dictionary<WorkloadKey, FailureReason> failures)
    {
        if (step is not (PlanStep.Define or PlanStep.Start or PlanStep.Restart) || !desired.Members.TryGetValue(step.Key, out var member))
            return null;
        foreach (var dependency in member.DependsOn.Where(failures.ContainsKey))
        {
            failures[step.Key] = new(Reasons.DependencyFailed, $"It depends on {dependency}, which failed: {failures[dependency].Message}");
            return dependency;
        }

        return null;
    }

    private async Task ExecuteAsync(
        PlanStep step,
        DesiredView desired,
        IReadOnlyDictionary<WorkloadKey, Preparation> prepared,
        Func<WorkloadKey, CancellationToken, Task> forget,
        CancellationToken cancellationToken)
    {
        log.Step(step.Key.Name, step.ToString());
        progress();
        switch (step)
        {
            case PlanStep.MarkForRestart note:
                notes.Add(note.Key);
                Failpoint.Hit(Failpoint.NotedRunning);
                break;
            case PlanStep.Stop stop:
                await releaser.StopAsync(stop.Unit, stop.ReplacedJob, cancellationToken);
                Failpoint.Hit(Failpoint.Stopped);
                events.Normal(stop.Key, Reasons.Stopped, $"Stopped {stop.Unit}.", stop.Unit);
                break;
            case PlanStep.Release release:
                await releaser.ReleaseAsync(release, cancellationToken);
                Failpoint.Hit(Failpoint.Released);
                if (!desired.Members.ContainsKey(release.Key))
                    events.Normal(release.Key, Reasons.Removed, $"Removed {release.Unit}.", release.Unit);
                break;
            case PlanStep.RemoveContainer remove:
                await RemoveContainerAsync(remove, cancellationToken);
                Failpoint.Hit(Failpoint.ContainerRemoved);
                events.Normal(remove.Key, Reasons.Removed, $"Removed container {remove.ContainerId[..Math.Min(12, remove.ContainerId.Length)]}.");
                break;
            case PlanStep.Define define:
                await DefineAsync(define.Key, desired, prepared.GetValueOrDefault(define.Key), cancellationToken);
                break;
            case PlanStep.Hold hold:
                await HoldAsync(hold.Key, desired, cancellationToken);
                Failpoint.Hit(Failpoint.Held);
                events.Normal(hold.Key, Reasons.Repaired, $"{desired.Members[hold.Key].Unit} is held again, and was not touched.");
                break;
            case PlanStep.Start start:
                Failpoint.Hit(Failpoint.Starting);
                var hasStarted = await starts.StartAsync(start.Unit, cancellationToken);
                Failpoint.Hit(Failpoint.Started);
                notes.Remove(start.Key);
                events.Normal(
                    start.Key, hasStarted ? Reasons.Started : Reasons.Starting, hasStarted ? $"Started {start.Unit}." : $"systemd starts {start.Unit}, which takes a while.");
                break;
            case PlanStep.Restart restart:
                var hasRestarted = await starts.RestartAsync(restart.Unit, restart.ReplacedJob, cancellationToken);
                Failpoint.Hit(Failpoint.Restarted);
                instruments.RestartedByController();
                notes.Remove(restart.Key);
                events.Normal(
                    restart.Key, hasRestarted ? Reasons.Restarted : Reasons.Starting, hasRestarted ? $"Restarted {restart.Unit}." : $"systemd restarts {restart.Unit}, which takes a while.");
                break;
            case PlanStep.Forget gone:
                Failpoint.Hit(Failpoint.Forgetting);
                notes.Remove(gone.Key);
                applied.Forget(gone.Key);
                await forget(gone.Key, cancellationToken);
                Failpoint.Hit(Failpoint.Forgotten);
                break;
            default:
                throw new InvalidOperationException($"A step without an effect: {step}.");
        }
    }

    private async Task DefineAsync(WorkloadKey key, DesiredView desired, Preparation? prepared, CancellationToken cancellationToken)
    {
        var member = desired.Members[key];
        var inputsHash = prepared?.InputsHash?.Hash ?? OwnershipMark.Unknown;
        var mark = new OwnershipMark(key, member.Unit, member.DefinitionHash, inputsHash, member.RenderVersion);
        var spec = desired.State.Workloads[key].Spec;
        var service = TransientUnits.Service(desired.Render(key, prepared?.ImageId), Ownership.ServiceDescription(spec.Image, mark), desired.Settings);
        await releaser.ClearLeftoverAsync(member.Unit, cancellationToken);
        Failpoint.Hit(Failpoint.Defining);
        var job = await HoldAsync(mark, [service], cancellationToken);
        Failpoint.Hit(Failpoint.Defined);
        events.Normal(key, Reasons.Created, $"Defined {member.Unit} with image {spec.Image}{(prepared?.ImageId is { } image ? $" as it was before ({image})" : "")}.");
        unitFiles.Correct(member.Unit);
        await starts.WaitAsync(job, cancellationToken);
        var row = await systemd.FindAsync(member.Unit, cancellationToken);
        if (row?.LoadState == "loaded")
        {
            applied.Save(key, member.DefinitionHash, desired.State.Workloads[key].Document);
            if (prepared?.Inputs is { } inputs)
                applied.SaveInputs(key, mark.InputsHash, inputs);
            Failpoint.Hit(Failpoint.Recorded);
            return;
        }

        await releaser.DropAsync(key, member.Unit, row, cancellationToken);
        // Bad settings stay bad until somebody changes a manifest or a drop-in. What else is wrong ends by itself.
        throw new StepException(Reasons.DefinitionRejected,
            $"systemd took the definition of {member.Unit} and calls it {row?.LoadState ?? "missing"}. See: journalctl -b _PID=1 UNIT={member.Unit}",
            isTransient: row?.LoadState != "bad-setting");
    }

    private async Task HoldAsync(WorkloadKey key, DesiredView desired, CancellationToken cancellationToken)
    {
        var unit = desired.Members[key].Unit;
        var row = await systemd.FindAsync(unit, cancellationToken);
        if (row is null || UnitListing.MarkOf(row) is not { } mark)
            throw new StepException(Reasons.UnitMissing, $"{unit} went away while it was to be held. It is defined anew.");
        await starts.WaitAsync(await HoldAsync(mark, [], cancellationToken), cancellationToken);
    }

    private Task<SystemdJob> HoldAsync(OwnershipMark mark, IReadOnlyList<TransientUnit> services, CancellationToken cancellationToken)
    {
        var holder = TransientUnits.Holder(mark);
        return jobs.AskAsync(
            holder.Name, replaced: 0, mode => systemd.StartTransientUnitAsync(holder, mode, services, cancellationToken),
            cancellationToken);
    }

    private async Task RemoveContainerAsync(PlanStep.RemoveContainer remove, CancellationToken cancellationToken)
    {
        foreach (var engine in engines.All)
        {
            try
            {
                if (await engine.InspectContainerAsync(remove.Key.Name, cancellationToken) is { } container
                    && container.Id == remove.ContainerId && container.Owner == remove.Key.Name)
                {
                    await engine.RemoveContainerAsync(container.Id, cancellationToken);
                }
            }
            catch (EngineUnavailableException)
            {
                // The container was seen on the other engine.
            }
        }
    }
}
