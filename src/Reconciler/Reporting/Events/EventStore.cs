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
    // Workloads that are gone and have a ring, the first to go first; null: nobody has listed them yet.
    private Queue<WorkloadKey>? _removed;
    private int _removedSinceListing;
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
            TryLocked(() => PruneLocked(known.Contains));
    }

    /// <summary>
    /// A workload is gone: drops the oldest rings of such when they are too many or too old. The directory is listed for a few of them
    /// alone, since thousands may go at once: manifests that are refused leave rings of workloads that nobody knew.
    /// </summary>
    /// <param name="isKnown">Whether a workload is there, again or still.</param>
    public void Removed(WorkloadKey workload, Func<WorkloadKey, bool> isKnown)
    {
        lock (_lock)
        {
            TryLocked(() =>
            {
                if (_removed is null || ++_removedSinceListing >= limits.RemovedRings)
                    PruneLocked(isKnown);
                else
                    RemovedLocked(_removed, workload, isKnown);
            });
        }
    }

    private void PruneLocked(Func<WorkloadKey, bool> isKnown)
    {
        (_removed, _removedSinceListing) = (new Queue<WorkloadKey>(), 0);
        if (!Directory.Exists(directory))
            return;
        AtomicFile.RemoveLeftovers(directory);
        var removed = EventFiles.Rings(directory)
            .Where(ring => !isKnown(ring.Workload))
            .Select(ring => (ring.Workload, File: new FileInfo(ring.Path)))
            .OrderByDescending(ring => ring.File.LastWriteTimeUtc)
            .ToList();
        foreach (var (index, ring) in removed.Index())
        {
            _rings.Remove(ring.File.FullName);
            if (index >= limits.RemovedRings || IsOld(ring.File))
                ring.File.Delete();
        }

        foreach (var ring in removed.Take(limits.RemovedRings).Reverse())
            _removed.Enqueue(ring.Workload);
    }

    private void RemovedLocked(Queue<WorkloadKey> removed, WorkloadKey workload, Func<WorkloadKey, bool> isKnown)
    {
        _rings.Remove(EventFiles.PathOf(directory, workload));
        removed.Enqueue(workload);
        while (removed.TryPeek(out var oldest))
        {
            var ring = new FileInfo(EventFiles.PathOf(directory, oldest));
            if (removed.Count <= limits.RemovedRings && ring.Exists && !IsOld(ring))
                return;
            removed.Dequeue();
            // It may have come back, or gone once more since.
            if (isKnown(oldest) || removed.Contains(oldest))
                continue;
            _rings.Remove(ring.FullName);
            ring.Delete();
        }
    }

    private bool IsOld(FileInfo ring) => time.GetUtcNow().UtcDateTime - ring.LastWriteTimeUtc > limits.RemovedAge;

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
