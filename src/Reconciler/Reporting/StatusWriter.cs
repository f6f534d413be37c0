using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using OciReconciler.Files;
using OciReconciler.Model.Status;
using OciReconciler.Model.Workloads;
using OciReconciler.Telemetry;

namespace OciReconciler.Reporting;

/// <summary>Publishes statuses as files, one a workload, each replaced atomically and only when it differs.</summary>
internal sealed class StatusWriter(string directory, TimeProvider time, ILogger<StatusWriter> log)
{
    private readonly ConcurrentDictionary<WorkloadKey, WorkloadStatus> _published = new();

    /// <summary>Publishes the status of one workload.</summary>
    public void Publish(StatusInput input)
    {
        var key = input.Spec.Key;
        var previous = _published.GetValueOrDefault(key) ?? StatusFiles.Read(PathOf(key));
        var status = StatusBuilder.Build(input, previous, time.GetUtcNow());
        _published[key] = status;
        Tell(previous, status);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(status, StatusJsonContext.Default.WorkloadStatus);
        if (!File.Exists(PathOf(key)) || !File.ReadAllBytes(PathOf(key)).AsSpan().SequenceEqual(bytes))
            AtomicFile.Write(PathOf(key), bytes);
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

    // Once for each trouble, not at every look.
    private void Tell(WorkloadStatus? previous, WorkloadStatus status)
    {
        if (Trouble(status) is { } trouble && Trouble(previous)?.Message != trouble.Message)
            log.Trouble(status.Name, trouble.Reason, trouble.Message);
    }

    private static Condition? Trouble(WorkloadStatus? status) =>
        status?.Conditions.FirstOrDefault(condition => condition is { Type: "Degraded", Status: "True" });

    private string PathOf(WorkloadKey key) => Path.Combine(directory, key.Name + ".json");
}
