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
    private readonly ConcurrentDictionary<string, uint> _jobs = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (uint Id, long Since)> _foreign = new(StringComparer.Ordinal);

    /// <summary>Systemd has accepted a job that this process asked for.</summary>
    public void Add(SystemdJob job) => _jobs[job.Unit] = IdOf(job.Path);

    /// <summary>Whether a unit has a job of somebody else.</summary>
    public bool IsForeign(UnitStatus row) => row.JobId != 0 && _jobs.GetValueOrDefault(row.Name) != row.JobId;

    /// <summary>For how long a job of somebody else has been seen at a unit; null: it has none.</summary>
    public TimeSpan? ForeignAge(UnitStatus row)
    {
        if (!IsForeign(row))
        {
            _foreign.TryRemove(row.Name, out _);
            return null;
        }

        var seen = _foreign.AddOrUpdate(
            row.Name,
            (_, id) => (id, time.GetTimestamp()),
            (_, known, id) => known.Id == id ? known : (id, time.GetTimestamp()),
            row.JobId);
        return time.GetElapsedTime(seen.Since);
    }

    // A job's path is /org/freedesktop/systemd1/job/ID.
    private static uint IdOf(string path) =>
        uint.TryParse(path.AsSpan(path.LastIndexOf('/') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0;
}
