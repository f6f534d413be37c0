using System.Collections.Concurrent;
using System.Text;
using OciReconciler.Files;
using OciReconciler.Model.Desired;
using OciReconciler.Model.Rollouts;
using OciReconciler.Telemetry;

namespace OciReconciler.State;

/// <summary>
/// What is remembered of workloads, one file each, readable by us alone. Written when it changes; a disk that fails is logged once for
/// each workload, and what is in memory goes on. Thread-safe for different workloads: passes lock theirs.
/// </summary>
internal sealed class RolloutRecords(string directory, ManifestFunctions rules, StateFiles state, ILogger<RolloutRecords> log)
{
    // Far more than either comes to.
    private const int MaxCrashLevel = 1_000_000;
    private const double MostSeconds = 1e10;

    private static readonly FileFormat<RolloutRecord> Format = FileFormat.Json(
        ".json",
        RolloutJsonContext.Default.RolloutRecord,
        AtomicFile.WriteDurably,
        (_, read) => read is
        {
            CrashLevel: >= 0 and <= MaxCrashLevel,
            LastChange: null or { UnavailableSeconds: >= 0 and <= MostSeconds },
        });

    private readonly WorkloadFiles<RolloutRecord> _files = new(directory, Format, state);
    private readonly ConcurrentDictionary<WorkloadKey, RolloutRecord> _records = new();
    private readonly Lock _lock = new();
    private ImmutableDictionary<WorkloadKey, Rollback> _rollbacks = ImmutableDictionary<WorkloadKey, Rollback>.Empty;

    /// <summary>The rollbacks in force: another object whenever they change.</summary>
    public ImmutableDictionary<WorkloadKey, Rollback> Rollbacks => Volatile.Read(ref _rollbacks);

    /// <summary>
    /// Reads what is on disk, once. A file that cannot be read is logged and left alone; one that is damaged is set aside.
    /// </summary>
    /// <param name="readOnly">For read-only commands: nothing is made or tidied.</param>
    public void Load(bool readOnly) => _files.Load(readOnly, Take, (path, error) => log.RecordFailed(path, error.Message));

    /// <summary>What is remembered of one workload, for commands; null when there is nothing that may be read.</summary>
    public static RolloutRecord? TryRead(string directory, WorkloadKey key) =>
        new WorkloadFiles<RolloutRecord>(directory, Format, StateFiles.ReadOnly).TryRead(key);

    /// <summary>What is remembered of a workload.</summary>
    public RolloutRecord Of(WorkloadKey key) => _records.GetValueOrDefault(key) ?? RolloutRecord.Empty;

    /// <summary>Remembers it.</summary>
    public void Set(WorkloadKey key, RolloutRecord record)
    {
        if (Of(key) == record && !_files.IsUnsaved(key))
            return;
        Take(key, record);
        Log(_files.TrySave(key, record));
    }

    /// <summary>Forgets a workload that is gone.</summary>
    public void Remove(WorkloadKey key)
    {
        if (!_records.TryRemove(key, out _))
            return;
        TakeRollback(key, RolloutRecord.Empty);
        Log(_files.TryDelete(key));
    }

    private void Take(WorkloadKey key, RolloutRecord record)
    {
        _records[key] = record;
        TakeRollback(key, record);
    }

    private void TakeRollback(WorkloadKey key, RolloutRecord record)
    {
        lock (_lock)
        {
            var before = _rollbacks.GetValueOrDefault(key);
            if (record is not { Failed: { IsKept: false } failed, Stable: { } stable })
                _rollbacks = _rollbacks.Remove(key);
            else if (before is null || !IsOf(before, failed, stable))
                _rollbacks = Parse(key, failed, stable) is { } rollback ? _rollbacks.SetItem(key, rollback) : _rollbacks.Remove(key);
        }
    }

    private static bool IsOf(Rollback rollback, FailedRevision failed, StableRevision stable) =>
        (rollback.ManifestDigest, rollback.Stable.Document, rollback.ImageId) == (failed.ManifestDigest, stable.Document, stable.ImageId);

    // A stable revision is never refused for rules that came later; one that is not ours is nothing to go back to.
    private Rollback? Parse(WorkloadKey key, FailedRevision failed, StableRevision stable)
    {
        var path = _files.PathOf(key);
        var accepted = rules.Accepted(path, Encoding.UTF8.GetBytes(stable.Document));
        if (accepted.Workload is { } workload && workload.Key == key)
        {
            var revision = new Revision(workload.Spec, stable.Document) { Refusal = Refusal.Of(accepted) };
            return new(failed.ManifestDigest, revision, stable.ImageId);
        }

        var why = accepted.Damage ?? accepted.Unknown?.Message ?? "it is of another workload";
        log.RecordFailed(path, $"the version to go back to cannot be read: {why}");
        return null;
    }

    private void Log(SaveFailure? failure)
    {
        if (failure is { IsFirst: true })
            log.RecordFailed(failure.Path, failure.Message);
    }
}
