using OciReconciler.DBus.Manager;
using OciReconciler.Threading;

namespace OciReconciler.Units;

/// <summary>
/// Starts units, a few at a time so that a boot does not start hundreds at once, and waits a little for the jobs. A unit may take as long
/// as it likes to be ready (sdnotify healthy or container): that must keep neither an edit of it nor other workloads waiting.
/// </summary>
internal sealed class UnitStarter(ISystemdManager systemd, UnitJobs jobs, TimeProvider time, TimeSpan patience)
{
    private const int StartsAtOnce = 6;
    private readonly AsyncSemaphore _slots = new(StartsAtOnce);

    /// <summary>Clears a failure, starts the unit and waits for its job; a job that outlasts the patience goes on in systemd.</summary>
    /// <param name="isNew">It was defined a moment ago: there is no failure yet.</param>
    /// <returns>Whether the job has ended.</returns>
    /// <exception cref="ForeignJobException">Somebody else's job is under way.</exception>
    public Task<bool> StartAsync(string unit, bool isNew, CancellationToken cancellationToken) => RunAsync(
        unit, replaced: 0, clearsFailure: !isNew, mode => systemd.StartUnitAsync(unit, mode, cancellationToken), cancellationToken);

    /// <summary>As <see cref="StartAsync"/>, for a unit that may run: it is stopped first.</summary>
    /// <param name="replaced">Id of a job of it that may be cancelled for this one; 0: none may.</param>
    public Task<bool> RestartAsync(string unit, uint replaced, CancellationToken cancellationToken) =>
        RunAsync(unit, replaced, clearsFailure: true, mode => systemd.RestartUnitAsync(unit, mode, cancellationToken), cancellationToken);

    /// <summary>Waits for a job that takes no time, such as a slice's. Throws when it did not end as done.</summary>
    public async Task WaitAsync(SystemdJob job, CancellationToken cancellationToken)
    {
        try
        {
            await EndAsync(job, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new StepException(
                Reasons.StartPending, $"{job.Unit} is still starting after {patience.TotalSeconds:0} s. See: systemctl status {job.Unit}");
        }
    }

    private async Task<bool> RunAsync(
        string unit, uint replaced, bool clearsFailure, Func<JobMode, Task<SystemdJob>> call, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken);
        try
        {
            if (clearsFailure)
                await ClearFailureAsync(unit, cancellationToken);
            await EndAsync(await jobs.EnqueueAsync(unit, replaced, call, cancellationToken), cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            // The job's end, good or bad, comes as an event of the unit.
            return false;
        }
        finally
        {
            _slots.Release();
        }
    }

    private async Task EndAsync(SystemdJob job, CancellationToken cancellationToken)
    {
        var result = await job.WaitAsync(patience, time, cancellationToken);
        if (result is JobResult.Done or JobResult.Skipped)
            return;
        // Somebody else asked for another job meanwhile.
        if (result == JobResult.Canceled)
            throw new ForeignJobException(job.Unit);
        throw result == JobResult.Dependency
            ? new StepException(Reasons.DependencyFailed,
                $"{job.Unit} was not started because a unit that it requires failed. See: systemctl list-dependencies {job.Unit}")
            : new StepException(Reasons.StartFailed,
                $"Starting {job.Unit} ended as {JobResults.Text(result)}. See: systemctl status {job.Unit}; journalctl -u {job.Unit}");
    }

    // A unit at its start limit refuses to start until its failure is cleared.
    private async Task ClearFailureAsync(string unit, CancellationToken cancellationToken)
    {
        try
        {
            await systemd.ResetFailedUnitAsync(unit, cancellationToken);
        }
        catch (BusException failure) when (failure.ErrorName == SystemdErrors.NoSuchUnit)
        {
            throw new StepException(Reasons.UnitMissing, $"{unit} went away before it was started. It is defined anew.");
        }
    }
}
