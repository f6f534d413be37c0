using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using OciReconciler.Files;
using OciReconciler.Model.Desired;
using OciReconciler.Model.Rollouts;
using OciReconciler.Model.Workloads;
using OciReconciler.Telemetry;

namespace OciReconciler.State;

/// <summary>
/// What is remembered of workloads, one file each, readable by us alone. Written when it changes; a disk that fails is logged once for each workload, and what is in memory goes on. Thread-safe for
/// different workloads: passes hold theirs.
/// </summary>
internal sealed class RolloutRecords(string directory, ManifestFunctions rules, StateFiles state, ILogger<RolloutRecords> log)
{
    private const string Suffix = ".json";

    // Far more than either comes to.
    private const int MostLevels = 1_000_000;
    private const double MostSeconds = 1e10;

    private static readonly Func<byte[], RolloutRecord> Parser = StateJson.Parser(
        RolloutJsonContext.Default.RolloutRecord,
        read => read is { CrashLevel: >= 0 and <= MostLevels, LastChange: null or { UnavailableSeconds: >= 0 and <= MostSeconds } });

    private readonly ConcurrentDictionary<WorkloadKey, RolloutRecord> _records = new();
    private readonly ConcurrentDictionary<WorkloadKey, bool> _unsaved = new();
    private readonly Lock _gate = new();
    private ImmutableDictionary<WorkloadKey, Rollback> _rollbacks = ImmutableDictionary<WorkloadKey, Rollback>.Empty;

    /// <summary>The rollbacks in force: another object whenever they change.</summary>
    public ImmutableDictionary<WorkloadKey, Rollback> Rollbacks => Volatile.Read(ref _rollbacks);

    /// <summary>Reads what is on disk, once. A file that cannot be read is logged and left alone; one that is damaged is set aside.</summary>
    /// <param name="readOnly">For commands that only look: nothing is made or tidied.</param>
    public void Load(bool readOnly)
    {
        try
        {
            if (!readOnly)
            {
                StateDirectory.MakePrivate(directory);
                AtomicFile.RemoveLeftovers(directory);
            }

            foreach (var (key, path) in WorkloadFiles.In(directory, Suffix))
                LoadOne(key, path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            log.RecordFailed(directory, error.Message);
        }
    }

    /// <summary>What is remembered of one workload, for commands; null when there is nothing that may be read.</summary>
    public static RolloutRecord? TryRead(string directory, WorkloadKey key) =>
        StateFiles.ReadOnly.TryRead(WorkloadFiles.PathOf(directory, key, Suffix), Parser);

    /// <summary>What is remembered of a workload.</summary>
    public RolloutRecord Of(WorkloadKey key) => _records.GetValueOrDefault(key) ?? RolloutRecord.Empty;

    /// <summary>Remembers it.</summary>
    public void Set(WorkloadKey key, RolloutRecord record)
    {
        if (Of(key) == record && !_unsaved.ContainsKey(key))
            return;
        _records[key] = record;
        TakeRollback(key, record);
        Try(key, path => AtomicFile.WriteDurably(path, JsonSerializer.SerializeToUtf8Bytes(record, RolloutJsonContext.Default.RolloutRecord)));
    }

    /// <summary>Forgets a workload that is gone.</summary>
    public void Remove(WorkloadKey key)
    {
        if (!_records.TryRemove(key, out _))
            return;
        TakeRollback(key, RolloutRecord.Empty);
        Try(key, File.Delete);
        _unsaved.TryRemove(key, out _);
    }

    private void LoadOne(WorkloadKey key, string path)
    {
        try
        {
            if (state.Read(path, Parser) is not { } record)
                return;
            _records[key] = record;
            TakeRollback(key, record);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            log.RecordFailed(path, error.Message);
        }
    }

    private void TakeRollback(WorkloadKey key, RolloutRecord record)
    {
        lock (_gate)
        {
            var before = _rollbacks.GetValueOrDefault(key);
            if (record is not { Failed: { IsKept: false } bad, Stable: { } good })
                _rollbacks = _rollbacks.Remove(key);
            else if (before is null || (before.ManifestDigest, before.Document, before.ImageId) != (bad.ManifestDigest, good.Document, good.ImageId))
                _rollbacks = Parse(key, bad, good) is { } rollback ? _rollbacks.SetItem(key, rollback) : _rollbacks.Remove(key);
        }
    }

    // What was good is never refused for rules that came later; what is nothing of ours, is nothing to go back to.
    private Rollback? Parse(WorkloadKey key, FailedRevision bad, StableRevision good)
    {
        var version = rules.Accepted(PathOf(key), Encoding.UTF8.GetBytes(good.Document));
        if (version.Workload is { } workload && workload.Key == key)
        {
            return new Rollback(bad.ManifestDigest, workload.Spec, workload.MetadataLabels, good.Document, good.ImageId)
            {
                Refusal = Refusal.Of(version),
            };
        }

        log.RecordFailed(PathOf(key), $"the version to go back to cannot be read: {version.Damage ?? version.Unknown?.Message ?? "it is of another workload"}");
        return null;
    }

    private void Try(WorkloadKey key, Action<string> change)
    {
        try
        {
            change(PathOf(key));
            _unsaved.TryRemove(key, out _);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            if (_unsaved.TryAdd(key, true))
                log.RecordFailed(PathOf(key), error.Message);
        }
    }

    private string PathOf(WorkloadKey key) => WorkloadFiles.PathOf(directory, key, Suffix);
}
