using System.Collections.Concurrent;
using System.Text.Json;
using OciReconciler.Files;
using OciReconciler.Model.Status;
using OciReconciler.Model.Workloads;

namespace OciReconciler.Reporting;

/// <summary>Publishes statuses as files, one a workload, each replaced atomically and only when it differs.</summary>
internal sealed class StatusWriter(string directory, PublishedFiles files, TimeProvider time)
{
    private readonly ConcurrentDictionary<WorkloadKey, WorkloadStatus> _published = new();

    /// <summary>The phase of each workload whose status this process has published.</summary>
    public IEnumerable<string> Phases() => _published.Values.Select(status => status.Phase);

    /// <summary>Publishes the status of one workload.</summary>
    /// <returns>It, and the one before, or null when there was none.</returns>
    public (WorkloadStatus Status, WorkloadStatus? Previous) Publish(StatusInput input)
    {
        var key = input.Spec.Key;
        var previous = _published.GetValueOrDefault(key) ?? StatusFiles.Read(PathOf(key));
        var status = StatusBuilder.Build(input, previous, time.GetUtcNow());
        _published[key] = status;
        var bytes = JsonSerializer.SerializeToUtf8Bytes(status, StatusJsonContext.Default.WorkloadStatus);
        if (!File.Exists(PathOf(key)) || !File.ReadAllBytes(PathOf(key)).AsSpan().SequenceEqual(bytes))
            files.TryWrite(PathOf(key), path => AtomicFile.Write(path, bytes));
        return (status, previous);
    }

    /// <summary>Drops the status of a workload that is gone.</summary>
    public void Remove(WorkloadKey key)
    {
        _published.TryRemove(key, out _);
        if (Directory.Exists(directory))
            File.Delete(PathOf(key));
    }

    /// <summary>Drops what an earlier controller left for workloads that nothing knows any more.</summary>
    public void RemoveExcept(IReadOnlySet<WorkloadKey> known)
    {
        foreach (var status in StatusFiles.ReadAll(directory).Where(status => !known.Contains(new WorkloadKey(status.Name))))
            Remove(new WorkloadKey(status.Name));
    }

    private string PathOf(WorkloadKey key) => Path.Combine(directory, key.Name + ".json");
}
