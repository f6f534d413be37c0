using System.Collections.Concurrent;
using System.Text.Json;
using OciReconciler.Files;
using OciReconciler.Model.Status;
using OciReconciler.Model.Workloads;
using OciReconciler.State;

namespace OciReconciler.Reporting;

/// <summary>Publishes statuses as files, one a workload, each replaced atomically and only when it differs.</summary>
internal sealed class StatusWriter(string directory, PublishedFiles files, StateFiles state, TimeProvider time)
{
    private readonly ConcurrentDictionary<WorkloadKey, WorkloadStatus> _published = new();

    /// <summary>The phase of each workload whose status this process has published.</summary>
    public IEnumerable<string> Phases() => _published.Values.Select(status => status.Phase);

    /// <summary>Publishes the status of one workload.</summary>
    /// <returns>It, the one before, or null when there was none, and whether that one is of another controller.</returns>
    public (WorkloadStatus Status, WorkloadStatus? Previous, bool IsAdopted) Publish(StatusInput input)
    {
        var key = input.Spec.Key;
        var isKnown = _published.TryGetValue(key, out var previous);
        if (!isKnown)
            previous = StatusFiles.Read(directory, key, state);
        var status = StatusBuilder.Build(input, previous, time.GetUtcNow());
        _published[key] = status;
        var bytes = JsonSerializer.SerializeToUtf8Bytes(status, StatusJsonContext.Default.WorkloadStatus);
        if (RegularFile.TryReadAllBytes(PathOf(key)) is not { } published || !published.AsSpan().SequenceEqual(bytes))
            files.Write(PathOf(key), path => AtomicFile.Write(path, bytes));
        return (status, previous, !isKnown && previous is not null);
    }

    /// <summary>Drops the status of a workload that is gone.</summary>
    public void Remove(WorkloadKey key)
    {
        _published.TryRemove(key, out _);
        if (Directory.Exists(directory))
            files.Delete(PathOf(key));
    }

    /// <summary>Drops what an earlier controller left for workloads that nothing knows any more.</summary>
    public void RemoveExcept(IReadOnlySet<WorkloadKey> known)
    {
        foreach (var (key, _) in WorkloadFiles.In(directory, StatusFiles.Suffix).Where(file => !known.Contains(file.Key)))
            Remove(key);
    }

    private string PathOf(WorkloadKey key) => WorkloadFiles.PathOf(directory, key, StatusFiles.Suffix);
}
