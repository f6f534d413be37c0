using OciReconciler.DBus.Manager;
using OciReconciler.Desired;
using OciReconciler.Files;
using OciReconciler.Reporting.Events;
using OciReconciler.State;
using OciReconciler.Units;

namespace OciReconciler.Executing;

/// <summary>The steps that define units: the service together with its holder slice, or the holder slice alone.</summary>
internal sealed class DefinitionSteps(
    ISystemdManager systemd,
    UnitDefiner definer,
    UnitReleaser releaser,
    ITransientUnitFiles unitFiles,
    UnitStarter starter,
    LastAppliedSpecs applied,
    EventRecorder events)
{
    /// <summary>Starts the holder slice with the service as its auxiliary unit.</summary>
    /// <param name="isStartedNext">Its start says whether systemd can use the definition: that need not be asked.</param>
    /// <exception cref="StepException">systemd took the definition and does not have the unit as loaded.</exception>
    public async Task DefineAsync(
        PlanStep.Define define, bool isStartedNext, DesiredView desired, Preparation? prepared, CancellationToken cancellationToken)
    {
        var key = define.Key;
        var member = desired.Members[key];
        var inputsHash = prepared?.InputsHash?.Hash ?? OwnershipMark.Unknown;
        var mark = new OwnershipMark(key, member.Unit, member.DefinitionHash, inputsHash, member.RenderVersion);
        if (define.ClearsLeftover)
            await releaser.ClearLeftoverAsync(mark.Unit, cancellationToken);
        await StartTransientAsync(mark, desired, prepared, cancellationToken);
        if (!isStartedNext)
            await RequireLoadedAsync(key, member.Unit, cancellationToken);
        applied.Save(key, member.DefinitionHash, desired.State.Workloads[key].Document);
        if (prepared?.Inputs is { } inputs)
            applied.SaveInputs(key, mark.InputsHash, inputs);
        Failpoint.Hit(Failpoint.Recorded);
    }

    /// <summary>Takes a definition back that systemd does not have as loaded.</summary>
    /// <exception cref="StepException">It does not.</exception>
    public async Task RequireLoadedAsync(WorkloadKey key, string unit, CancellationToken cancellationToken)
    {
        var row = await systemd.FindLoadedAsync(unit, cancellationToken);
        if (row?.LoadState == "loaded")
            return;
        await releaser.DiscardDefinitionAsync(key, unit, row, cancellationToken);
        throw Rejected(unit, row?.LoadState);
    }

    /// <summary>Starts the holder slice of a service that lost it.</summary>
    public async Task HoldAsync(WorkloadKey key, DesiredView desired, CancellationToken cancellationToken)
    {
        var unit = desired.Members[key].Unit;
        var row = await systemd.FindAsync(unit, cancellationToken);
        if (row is null || UnitListing.MarkOf(row) is not { } mark)
            throw new StepException(Reasons.UnitMissing, $"{unit} went away while it was to be held. It is defined anew.");
        await starter.WaitAsync(await definer.HoldAsync(mark, cancellationToken), cancellationToken);
        Failpoint.Hit(Failpoint.Held);
        events.Normal(key, Reasons.Repaired, $"{unit} is held again, and was not touched.");
    }

    // Bad settings stay bad until somebody changes a manifest or a drop-in. What else is wrong ends by itself.
    private static StepException Rejected(string unit, string? loadState) => new(
        Reasons.DefinitionRejected,
        $"systemd took the definition of {unit} and calls it {loadState ?? "missing"}. See: journalctl -b _PID=1 UNIT={unit}",
        isTransient: loadState != "bad-setting");

    private async Task StartTransientAsync(
        OwnershipMark mark, DesiredView desired, Preparation? prepared, CancellationToken cancellationToken)
    {
        var image = desired.State.Workloads[mark.Key].Spec.Image;
        var definition = desired.Render(mark.Key, prepared?.ImageId);
        var service = TransientUnits.Service(definition, Ownership.ServiceDescription(image, mark), desired.Settings);
        Failpoint.Hit(Failpoint.Defining);
        var job = await definer.DefineAsync(mark, service, cancellationToken);
        Failpoint.Hit(Failpoint.Defined);
        var before = prepared?.ImageId is { } id ? $" as it was before ({id})" : "";
        events.Normal(mark.Key, Reasons.Created, $"Defined {mark.Unit} with image {image}{before}.");
        unitFiles.Correct(mark.Unit);
        await starter.WaitAsync(job, cancellationToken);
    }
}
