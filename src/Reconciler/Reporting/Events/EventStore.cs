using OciReconciler.Files;
using OciReconciler.Model.Events;
using OciReconciler.State;
using OciReconciler.Telemetry;

namespace OciReconciler.Reporting.Events;

/// <summary>
/// Keeps events on disk, one ring a workload and one for files without a workload. What cannot be written is lost: the controller goes on,
/// and says so once. Thread-safe.
/// </summary>
internal sealed class EventStore(string directory, EventLimits limits, StateFiles state, TimeProvider time, ILogger<EventStore> log)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, EventRing> _rings = new(StringComparer.Ordinal);
    private bool _isFailing;

    /// <summary>Keeps what happened.</summary>
    public void Add(WorkloadEvent happened)
    {
        lock (_lock)
        {
            TryLocked(() =>
            {
                StateDirectory.MakePrivate(directory);
                RingLocked(EventFiles.PathOf(directory, happened.Workload is { } name ? new WorkloadKey(name) : null)).Add(happened);
            });
        }
    }

    /// <summary>Drops the oldest rings of workloads that are not <paramref name="known"/>, and what a killed writer left behind.</summary>
    public void Prune(IReadOnlySet<WorkloadKey> known)
    {
        lock (_lock)
        {
            TryLocked(() =>
            {
                if (!Directory.Exists(directory))
                    return;
                AtomicFile.RemoveLeftovers(directory);
                var removed = EventFiles.Rings(directory)
                    .Where(ring => !known.Contains(ring.Workload))
                    .Select(ring => new FileInfo(ring.Path))
                    .OrderByDescending(ring => ring.LastWriteTimeUtc);
                foreach (var (index, ring) in removed.Index())
                {
                    _rings.Remove(ring.FullName);
                    if (index >= limits.RemovedRings || time.GetUtcNow().UtcDateTime - ring.LastWriteTimeUtc > limits.RemovedAge)
                        ring.Delete();
                }
            });
        }
    }

    private EventRing RingLocked(string path)
    {
        if (!_rings.TryGetValue(path, out var ring))
            _rings[path] = ring = new EventRing(path, limits, state);
        return ring;
    }

    private void TryLocked(Action write)
    {
        try
        {
            write();
            _isFailing = false;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            if (!_isFailing)
                log.EventsNotKept(directory, failure.Message);
            _isFailing = true;
        }
    }
}
