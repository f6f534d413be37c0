using OciReconciler.DBus.Manager;
using OciReconciler.DBus.Units;
using OciReconciler.Reporting.Events;
using OciReconciler.Threading;

namespace OciReconciler.Units;

/// <summary>Stops our units and makes systemd forget them, so that the name is free for a new definition.</summary>
internal sealed class UnitReleaser(
    ISystemdManager systemd,
    UnitJobs jobs,
    UnitEventDispatcher events,
    ITransientUnitFiles unitFiles,
    TimeProvider time,
    EventRecorder recorder)
{
    // A unit's own stop limit is 120 s; systemd needs a moment more to report it.
    private static readonly TimeSpan StopDeadline = TimeSpan.FromSeconds(150);
    private static readonly TimeSpan CollectionDeadline = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PinnedDeadline = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Recheck = TimeSpan.FromMilliseconds(200);

    /// <summary>Stops a unit and waits for its job. A unit that is not loaded is stopped.</summary>
    /// <param name="replaced">Id of a job of it that may be cancelled for this one; 0: none may.</param>
    /// <exception cref="ForeignJobException">Somebody else's job is under way.</exception>
    public async Task StopAsync(string unit, uint replaced, CancellationToken cancellationToken)
    {
        try
        {
            var job = await jobs.EnqueueAsync(
                unit, replaced, mode => systemd.StopUnitAsync(unit, mode, cancellationToken), cancellationToken);
            var result = await job.WaitAsync(StopDeadline, time, cancellationToken);
            if (result == JobResult.Canceled)
                throw new ForeignJobException(unit);
            if (result is not (JobResult.Done or JobResult.Skipped))
                throw new StepException(
                    Reasons.StopFailed, $"Stopping {unit} ended as {JobResults.Text(result)}. See: systemctl status {unit}");
        }
        catch (BusException failure) when (failure.ErrorName == SystemdErrors.NoSuchUnit)
        {
        }
        catch (TimeoutException)
        {
            throw new StepException(
                Reasons.StopTimeout, $"{unit} has not stopped within {StopDeadline.TotalSeconds:0} s. See: systemctl status {unit}");
        }
    }

    /// <summary>Stops the holder and waits until systemd has dropped the service.</summary>
    public async Task ReleaseAsync(PlanStep.Release release, CancellationToken cancellationToken)
    {
        var holder = Ownership.HolderUnit(release.Key);
        // A slice of that name may be somebody else's, with other units in it.
        if (await systemd.FindLoadedAsync(holder, cancellationToken) is { } row && IsOurs(row, release.Key))
            await StopAsync(holder, replaced: 0, cancellationToken);
        if (await IsDroppedAsync(release, release.PinnedBy.IsEmpty ? CollectionDeadline : PinnedDeadline, cancellationToken))
            return;
        await DropPinnedAsync(release, cancellationToken);
    }

    /// <summary>
    /// Makes systemd forget a dead unit whose file is gone: a definition under its name would be taken, and count for nothing.
    /// </summary>
    /// <exception cref="StepException">It runs, or does so again.</exception>
    public async Task ClearLeftoverAsync(string unit, CancellationToken cancellationToken)
    {
        if (await systemd.FindAsync(unit, cancellationToken) is not { LoadState: "not-found", ActiveState: not "inactive" } row)
            return;
        if (row.ActiveState != "failed")
            throw new StepException(
                Reasons.UnitConflict, $"{unit} is {row.ActiveState}, though its file is gone, and is left alone. It is looked at again.");
        await ResetFailedAsync(unit, cancellationToken);
    }

    /// <summary>Takes back a definition that counts for nothing. Whatever runs under its name was not started by it, and goes on.</summary>
    /// <param name="row">The service after the definition, or null.</param>
    public Task DiscardDefinitionAsync(WorkloadKey key, string unit, UnitStatus? row, CancellationToken cancellationToken) =>
        row is { ActiveState: not ("inactive" or "failed") }
            ? StopAsync(Ownership.HolderUnit(key), replaced: 0, cancellationToken)
            : ReleaseAsync(new PlanStep.Release(key, unit, []), cancellationToken);

    // The controller reloads systemd here alone: a unit of somebody else names ours, so systemd keeps ours loaded.
    private async Task DropPinnedAsync(PlanStep.Release release, CancellationToken cancellationToken)
    {
        var pins = release.PinnedBy.IsEmpty ? "a unit that could not be told" : string.Join(", ", release.PinnedBy);
        recorder.Warning(
            release.Key, Reasons.PinnedByForeignUnit, $"{release.Unit} is kept loaded by {pins}; systemd is reloaded once to change it.");
        unitFiles.Remove(release.Unit);
        events.ExpectReload();
        await systemd.ReloadAsync(cancellationToken);
        if (!await IsDroppedAsync(release, CollectionDeadline, cancellationToken))
            throw new StepException(
                Reasons.UnitPinned,
                $"systemd keeps {release.Unit} loaded because {pins} names it. Stop that unit, or drop its dependency.");
    }

    private static bool IsOurs(UnitStatus row, WorkloadKey key) => UnitListing.MarkOf(row)?.Key == key;

    private async Task<bool> IsDroppedAsync(PlanStep.Release release, TimeSpan deadline, CancellationToken cancellationToken)
    {
        var unit = release.Unit;
        var began = time.GetTimestamp();
        while (true)
        {
            var removed = events.NextRemovalOf(unit);
            var row = await systemd.FindAsync(unit, cancellationToken);
            if (row is null || IsForgotten(row) || IsReplaced(row, release.Key))
                return true;
            if (!IsDown(row) && jobs.IsBusy(row))
            {
                // Whoever starts the unit meanwhile is to hear that it was started.
                await jobs.WaitAsync(unit, cancellationToken);
                began = time.GetTimestamp();
                continue;
            }

            await TakeDownAsync(row, cancellationToken);
            if (time.GetElapsedTime(began) > deadline)
                return false;
            await AsyncWait.ForAsync(removed, Recheck, time, cancellationToken);
        }
    }

    private static bool IsDown(UnitStatus row) => row.ActiveState is "inactive" or "failed" && row.JobType is not ("start" or "restart");

    private static bool IsForgotten(UnitStatus row) => row.LoadState == "not-found" && IsDown(row) && row.ActiveState != "failed";

    // With another definition the name is somebody else's by now.
    private static bool IsReplaced(UnitStatus row, WorkloadKey key) => row.LoadState == "loaded" && !IsOurs(row, key);

    private async Task TakeDownAsync(UnitStatus row, CancellationToken cancellationToken)
    {
        // Somebody has started the unit: without its definition nothing would ever say again that it is ours.
        if (!IsDown(row))
            await StopAsync(row.Name, row.JobId, cancellationToken);
        else if (row.ActiveState == "failed")
            await ResetFailedAsync(row.Name, cancellationToken);
    }

    private async Task ResetFailedAsync(string unit, CancellationToken cancellationToken)
    {
        try
        {
            await systemd.ResetFailedUnitAsync(unit, cancellationToken);
        }
        catch (BusException failure) when (failure.ErrorName == SystemdErrors.NoSuchUnit)
        {
        }
    }
}
