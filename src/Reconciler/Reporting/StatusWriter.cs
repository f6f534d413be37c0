using System.Collections.Concurrent;
using OciReconciler.Files;
using OciReconciler.Model.Status;
using OciReconciler.State;

namespace OciReconciler.Reporting;

/// <summary>Publishes statuses as files, one a workload, each replaced atomically and only when it differs.</summary>
internal sealed class StatusWriter(string directory, PublishedFiles published, StateFiles state, TimeProvider time)
{
    private readonly WorkloadFiles<WorkloadStatus> _files = StatusFiles.In(directory, state);
    private readonly ConcurrentDictionary<WorkloadKey, WorkloadStatus> _newest = new();
    private readonly ConcurrentDictionary<WorkloadKey, FileStat?> _written = new();

    /// <summary>The phase of each workload whose status this process has published.</summary>
    public IEnumerable<string> Phases() => _newest.Values.Select(status => status.Phase);

    /// <summary>Called after each status that was published, on any thread; it must not block.</summary>
    public Action? Published { get; set; }

    /// <summary>The status of a workload as this process published it last, or null.</summary>
    public WorkloadStatus? Find(WorkloadKey key) => _newest.GetValueOrDefault(key);

    /// <summary>Whether the file of a workload is there and the one that was written.</summary>
    public bool IsAsWritten(WorkloadKey key) =>
        _written.GetValueOrDefault(key) is { } written && FileStat.OfEntry(_files.PathOf(key), out var stat) == 0 && stat == written;

    /// <summary>Publishes the status of one workload.</summary>
    /// <returns>It, the one before, or null when there was none, and whether that one is of another controller.</returns>
    public (WorkloadStatus Status, WorkloadStatus? Previous, bool IsAdopted) Publish(StatusInput input)
    {
        var key = input.Spec.Key;
        var isKnown = _newest.TryGetValue(key, out var previous);
        if (!isKnown)
            previous = _files.TryRead(key);
        var status = StatusBuilder.Build(input, previous, time.GetUtcNow());
        _newest[key] = status;
        var path = _files.PathOf(key);
        if (!_files.HasValue(key, status))
            published.Write(path, _ => _files.Write(key, status));
        _written[key] = FileStat.OfEntry(path, out var stat) == 0 ? stat : null;
        Published?.Invoke();
        return (status, previous, !isKnown && previous is not null);
    }

    /// <summary>Drops the status of a workload that is gone.</summary>
    public void Remove(WorkloadKey key)
    {
        _newest.TryRemove(key, out _);
        _written.TryRemove(key, out _);
        if (_files.Exists)
            published.Delete(_files.PathOf(key));
    }

    /// <summary>Drops what an earlier controller left for workloads that nothing knows any more.</summary>
    public void RemoveExcept(IReadOnlySet<WorkloadKey> known)
    {
        foreach (var key in _files.Named().Where(key => !known.Contains(key)))
            Remove(key);
    }
}
