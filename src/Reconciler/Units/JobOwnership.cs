using System.Collections.Concurrent;
using System.Globalization;
using OciReconciler.DBus.Manager;
using OciReconciler.DBus.Units;

namespace OciReconciler.Units;

/// <summary>
/// Tells jobs that this process asked for from those of somebody else: systemd keeps no record of who asked. What a controller before it
/// asked for counts as somebody else's. Thread-safe.
/// </summary>
internal sealed class JobOwnership(TimeProvider time)
{
    private const int Few = 256;

    private readonly ConcurrentDictionary<string, (uint Id, SystemdJob Job)> _jobs = new(StringComparer.Ordinal);
    private readonly UnitTimes _foreign = new(time);
    private volatile int _most = Few;

    /// <summary>How many jobs are remembered.</summary>
    public int Count => _jobs.Count;

    /// <summary>Systemd has accepted a job that this process asked for.</summary>
    public void Add(SystemdJob job)
    {
        _jobs[job.Unit] = (IdOf(job.Path), job);
        if (_jobs.Count > _most)
            Prune();
    }

    /// <summary>Whether a unit has a job of somebody else.</summary>
    public bool IsForeign(UnitStatus row) => row.JobId != 0 && _jobs.GetValueOrDefault(row.Name).Id != row.JobId;

    /// <summary>For how long a job of somebody else has been seen at a unit; null: it has none.</summary>
    public TimeSpan? ForeignAge(UnitStatus row)
    {
        if (IsForeign(row))
            return _foreign.See(row.Name, row.JobId);
        _foreign.Remove(row.Name);
        return null;
    }

    // No unit has a job that is over.
    private void Prune()
    {
        foreach (var (unit, job) in _jobs)
        {
            if (job.Job.IsOver)
                _jobs.TryRemove(KeyValuePair.Create(unit, job));
        }

        _most = Math.Max(Few, 2 * _jobs.Count);
    }

    // A job's path is /org/freedesktop/systemd1/job/ID.
    private static uint IdOf(string path) =>
        uint.TryParse(path.AsSpan(path.LastIndexOf('/') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0;
}
