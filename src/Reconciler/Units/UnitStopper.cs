using OciReconciler.DBus.Manager;

namespace OciReconciler.Units;

/// <summary>
/// Ends one of the controller's own helper units and waits until nothing of it runs. One that is not there is fine, and one that is not
/// ours is left alone.
/// </summary>
internal sealed class UnitStopper(ISystemdManager systemd, string unit, TimeSpan deadline, TimeProvider time)
{
    /// <summary>Stops it and clears its failure. Not cancelled: what is left running would outlive the controller.</summary>
    /// <exception cref="BusException">systemd does not answer.</exception>
    /// <exception cref="StepException">A unit of that name is somebody else's.</exception>
    public async Task StopAsync()
    {
        if (await systemd.FindAsync(unit, CancellationToken.None) is not { } row)
            return;
        if (!Ownership.IsHelper(row.Description))
        {
            throw new StepException(
                Reasons.UnitConflict,
                $"{unit}, which the controller needs for itself, was created by somebody else and is left alone. Rename or remove it.");
        }

        try
        {
            var job = await systemd.StopUnitAsync(unit, JobMode.Replace, CancellationToken.None);
            await job.WaitAsync(deadline, time, CancellationToken.None);
            await systemd.ResetFailedUnitAsync(unit, CancellationToken.None);
        }
        catch (BusException failure) when (failure.ErrorName == SystemdErrors.NoSuchUnit)
        {
            // The unit went away by itself.
        }
    }
}
