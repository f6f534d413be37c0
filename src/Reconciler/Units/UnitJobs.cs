using OciReconciler.DBus.Manager;
using OciReconciler.DBus.Units;
using OciReconciler.Threading;

namespace OciReconciler.Units;

/// <summary>
/// Asks for jobs without cancelling those of others. systemd itself sees to it (mode "fail"), since a look before the call may be too
/// old; also for what the job draws in. Thread-safe.
/// </summary>
internal sealed class UnitJobs(ISystemdManager systemd, JobOwnership own, UnitEventDispatcher events, TimeProvider time)
{
    private const string Destructive = "org.freedesktop.systemd1.TransactionIsDestructive";

    // No wait is without end: a revision has this long to become ready when its manifest does not say.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(300);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    private readonly UnitTimes _refused = new(time);

    /// <summary>Asks for a job.</summary>
    /// <param name="replaced">Id of a job of the unit that may be cancelled for it; 0: none may, but the controller's own.</param>
    /// <param name="cancellationToken">Ends it before the call.</param>
    /// <exception cref="ForeignJobException">It would cancel a job of somebody else.</exception>
    public async Task<SystemdJob> EnqueueAsync(
        string unit, uint replaced, Func<JobMode, Task<SystemdJob>> call, CancellationToken cancellationToken)
    {
        try
        {
            return Taken(unit, await call(JobMode.Fail));
        }
        catch (BusException failure) when (failure.ErrorName == Destructive)
        {
            if (!await MayReplaceAsync(unit, replaced, cancellationToken))
                throw new ForeignJobException(unit);
            return Taken(unit, await call(JobMode.Replace));
        }
    }

    /// <summary>Whether a job of somebody else is under way at a unit that is worth waiting for.</summary>
    public bool IsBusy(UnitStatus row) => own.ForeignAge(row) < Patience;

    /// <summary>Waits until something has happened to a unit with a job, or for a while.</summary>
    public async Task WaitAsync(string unit, CancellationToken cancellationToken)
    {
        var change = events.NextChangeOf(unit);
        if (await systemd.FindAsync(unit, cancellationToken) is { JobId: > 0 })
            await AsyncWait.ForAsync(change, LongestWait, time, cancellationToken);
    }

    private SystemdJob Taken(string unit, SystemdJob job)
    {
        _refused.Remove(unit);
        own.Add(job);
        return job;
    }

    // Where the job in the way is not the unit's own, nobody knows since when it has been there, but only since when it is in the way.
    private async Task<bool> MayReplaceAsync(string unit, uint replaced, CancellationToken cancellationToken)
    {
        if (_refused.See(unit, id: 0) >= Patience)
            return true;
        if (await systemd.FindAsync(unit, cancellationToken) is { JobId: > 0 } row)
            return row.JobId == replaced || !own.IsForeign(row);
        // The job is that of a unit which would be drawn in, and systemd does not say of which.
        return !(await systemd.ListUnitsByPatternsAsync(["*"], cancellationToken)).Any(own.IsForeign);
    }
}
