using OciReconciler.DBus.Manager;
using OciReconciler.DBus.Units;
using OciReconciler.Model.Planning;
using OciReconciler.Model.Workloads;
using OciReconciler.Observing;
using OciReconciler.Queue;
using OciReconciler.Reporting.Events;

namespace OciReconciler.Executing;

/// <summary>Stops our units and makes systemd forget them, so that the name is free for a new definition.</summary>
internal sealed class UnitReleaser(
    ISystemdManager systemd, UnitEventHub events, ITransientUnitFiles unitFiles, TimeProvider time, EventRecorder recorder)
{
    // A unit's own stop limit is 120 s; systemd needs a moment more to report it.
    private static readonly TimeSpan StopDeadline = TimeSpan.FromSeconds(150);
    private static readonly TimeSpan CollectionDeadline = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PinnedDeadline = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Recheck = TimeSpan.FromMilliseconds(200);

    /// <summary>Stops a unit and waits for its job. A unit that is not loaded is stopped.</summary>
    public async Task StopAsync(string unit, CancellationToken cancellationToken)
    {
        try
        {
            var job = await systemd.StopUnitAsync(unit, JobMode.Replace, cancellationToken);
            var result = await job.WaitAsync(StopDeadline, time, cancellationToken);
            if (result is not (JobResult.Done or JobResult.Skipped))
                throw new StepException("StopFailed", $"Stopping {unit} ended as {JobResults.Text(result)}. See: systemctl status {unit}");
        }
        catch (BusException failure) when (failure.ErrorName == SystemdErrors.NoSuchUnit)
        {
        }
        catch (TimeoutException)
        {
            throw new StepException("StopTimeout", $"{unit} has not stopped within {StopDeadline.TotalSeconds:0} s. See: systemctl status {unit}");
        }
    }

    /// <summary>Stops the holder and waits until systemd has dropped the service.</summary>
    public async Task ReleaseAsync(PlanStep.Release release, CancellationToken cancellationToken)
    {
        var holder = Ownership.HolderUnit(release.Key);
        // A slice of that name may be somebody else's, with other units in it.
        if (await systemd.FindAsync(holder, cancellationToken) is { } row && IsOurs(row, release.Key))
            await StopAsync(holder, cancellationToken);
        if (await IsDroppedAsync(release, release.PinnedBy.IsEmpty ? CollectionDeadline : PinnedDeadline, cancellationToken))
            return;
        await DropPinnedAsync(release, cancellationToken);
    }

    // The one place where the controller reloads: a unit of somebody else names ours, so systemd keeps it loaded.
    private async Task DropPinnedAsync(PlanStep.Release release, CancellationToken cancellationToken)
    {
        var pins = release.PinnedBy.IsEmpty ? "a unit that could not be told" : string.Join(", ", release.PinnedBy);
        recorder.Warning(release.Key, "PinnedByForeignUnit", $"{release.Unit} is kept loaded by {pins}; systemd is reloaded once to change it.");
        unitFiles.Remove(release.Unit);
        await systemd.ReloadAsync(cancellationToken);
        if (!await IsDroppedAsync(release, CollectionDeadline, cancellationToken))
            throw new StepException("UnitPinned", $"systemd keeps {release.Unit} loaded because {pins} names it. Stop that unit, or drop its dependency.");
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
            var isDown = row is null || (row.ActiveState is "inactive" or "failed" && row.JobType is not ("start" or "restart"));
            // With another definition the name is somebody else's by now.
            if (row is null || (row.LoadState == "not-found" && isDown) || (row.LoadState == "loaded" && !IsOurs(row, release.Key)))
                return true;
            // Somebody has started it meanwhile: without its definition nothing would ever tell again that it is ours.
            if (!isDown)
                await StopAsync(unit, cancellationToken);
            else if (row.ActiveState == "failed")
                await ResetFailedAsync(unit, cancellationToken);
            if (time.GetElapsedTime(began) > deadline)
                return false;
            await Waits.ForAsync(removed, Recheck, time, cancellationToken);
        }
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
