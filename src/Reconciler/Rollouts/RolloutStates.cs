using System.Collections.Concurrent;
using OciReconciler.Desired;
using OciReconciler.Model.Rollouts;
using OciReconciler.Model.StartFailures;
using OciReconciler.State;

namespace OciReconciler.Rollouts;

/// <summary>Keeps what is remembered of workloads from one observation to the next. Thread-safe.</summary>
internal sealed class RolloutStates(RolloutRecords records, TimeProvider time)
{
    private readonly ConcurrentDictionary<WorkloadKey, RolloutMemory> _memories = new();
    // One lock for each workload: a change waits until the record is on disk.
    private readonly ConcurrentDictionary<WorkloadKey, Lock> _locks = new();
    private readonly long _origin = time.GetTimestamp();

    /// <summary>Something is missing of the host that was not. Raised on any thread, under a workload's lock: it must not block.</summary>
    public event EventHandler? FoundMissing;

    /// <summary>What is remembered durably.</summary>
    public RolloutRecord RecordOf(WorkloadKey key) => records.Of(key);

    /// <summary>How often it was restarted by systemd, and how it ended last, as far as that was seen.</summary>
    public UnitRun? RunOf(WorkloadKey key) => _memories.GetValueOrDefault(key)?.Run;

    /// <summary>Whether an observation needs the unit's runs.</summary>
    public bool NeedsRun(WorkloadKey key, ObservedUnit unit, ObservedContainer? container) =>
        CrashCounter.NeedsRun(MemoryOf(key), unit, container);

    /// <summary>Whether a unit whose runs were read has ended since the observation before, so that the reason has to be found.</summary>
    public bool HasEnded(WorkloadKey key, ObservedUnit unit) => CrashCounter.HasEnded(MemoryOf(key), unit);

    /// <summary>What is missing of the host, by the workloads that wait for it.</summary>
    public IReadOnlyList<(WorkloadKey Key, MissingObject Missing)> Missing() =>
        [
            .. _memories
                .Where(entry => entry.Value.StartFailure?.Missing is not null)
                .Select(entry => (entry.Key, entry.Value.StartFailure!.Missing!))
                .OrderBy(entry => entry.Key),
        ];

    /// <summary>Takes an observation into account.</summary>
    public RolloutObservation Advance(ObservedWorkload observed, DesiredView desired)
    {
        lock (LockOf(observed.Key))
            return AdvanceLocked(observed, desired);
    }

    private RolloutObservation AdvanceLocked(ObservedWorkload observed, DesiredView desired)
    {
        var key = observed.Key;
        var memory = MemoryOf(key);
        var before = records.Of(key);
        var (restarts, lacked) = (memory.Run?.Restarts, memory.StartFailure?.Missing);
        (memory, var after, var assessment) = AssessmentRules.Advance(memory, before, InputOf(observed, desired));
        _memories[key] = memory;
        records.Set(key, after);
        if (memory.StartFailure?.Missing is { } missing && missing != lacked)
            FoundMissing?.Invoke(this, EventArgs.Empty);
        var newRestarts = restarts < memory.Run?.Restarts ? (int)(memory.Run.Restarts - restarts.Value) : 0;
        return new RolloutObservation(assessment, before, after, newRestarts);
    }

    /// <summary>What the past of a workload means by its record alone, for read-only commands: it advances nothing.</summary>
    public Assessment AssessWithoutAdvancing(ObservedWorkload observed, DesiredView desired)
    {
        var record = records.Of(observed.Key);
        // The controller that backs off has counted how the unit ended.
        var memory = record.CrashLevel > 0 && observed.AppliedUnit?.Run is { } run
            ? RolloutMemory.Empty with { Run = run, CountedFailure = run.StartedAt }
            : RolloutMemory.Empty;
        return AssessmentRules.Advance(memory, record, InputOf(observed, desired)).Assessment;
    }

    private AssessmentInput InputOf(ObservedWorkload observed, DesiredView desired)
    {
        var wanted = desired.State.Workloads[observed.Key];
        var member = desired.Members[observed.Key];
        return new AssessmentInput(
            observed, member, wanted.ManifestDigest, wanted.Document, time.GetElapsedTime(_origin), time.GetUtcNow());
    }

    /// <summary>A change is about to stop the workload: from now on it does not serve.</summary>
    /// <returns>False: it did not serve before.</returns>
    public bool BeginDowntime(WorkloadKey key)
    {
        lock (LockOf(key))
        {
            if (records.Of(key).DownSince is not null)
                return false;
            records.Set(key, records.Of(key) with { DownSince = time.GetUtcNow() });
            return true;
        }
    }

    /// <summary>The workload was not stopped after all.</summary>
    public void CancelDowntime(WorkloadKey key) => Change(key, record => record with { DownSince = null });

    /// <summary>The workload was stopped because it kept ending: somebody asks for a start from now on.</summary>
    public void StoppedForBackoff(WorkloadKey key)
    {
        lock (LockOf(key))
        {
            if (_memories.TryGetValue(key, out var memory))
                _memories[key] = memory with { MustStop = false };
        }
    }

    /// <summary>What is applied has a mark that was made with a lost key: its inputs are taken to be those of now.</summary>
    public void SetInputsBaseline(WorkloadKey key, InputsBaseline baseline) => Change(key, record => record with { Inputs = baseline });

    /// <summary>The image of the stable revision has, or has no more, a second name.</summary>
    public void SetImagePinned(WorkloadKey key, bool isKept) => Change(key, record => record with { ImageIsPinned = isKept });

    /// <summary>Since when the revision that is defined has been progressing; null: it is not.</summary>
    public DateTimeOffset? ProgressingSince(WorkloadKey key) =>
        MemoryOf(key).ProgressingSince is { } since ? time.GetUtcNow() - (time.GetElapsedTime(_origin) - since) : null;

    /// <summary>What the revision that was given up wrote last.</summary>
    public void SetLastLines(WorkloadKey key, string lines) => Change(key, record => record.Failed is { } failed
        ? record with { Failed = failed with { LastLines = lines.Length > 0 ? lines : null } }
        : record);

    /// <summary>The manifest changed, or somebody asked for a start: what happened before delays nothing.</summary>
    public void ResetBackoff(WorkloadKey key)
    {
        lock (LockOf(key))
        {
            // The clocks of a change begin anew as well: nothing was observed while the workload was paused.
            if (_memories.TryGetValue(key, out var memory))
            {
                _memories[key] = memory with
                {
                    Crash = CrashBackoff.None, StartFailure = null, EngineFailures = 0, EngineFailedAt = null, Restarts = [],
                    ProgressingSince = null, ContainerMissingSince = null,
                };
            }

            records.Set(key, records.Of(key) with { CrashRevision = null, CrashLevel = 0, CrashCause = null, CrashUntil = null });
        }
    }

    /// <summary>The workload is gone.</summary>
    public void Forget(WorkloadKey key)
    {
        lock (LockOf(key))
        {
            _memories.TryRemove(key, out _);
            records.Remove(key);
        }
    }

    /// <summary>
    /// What a manifest wants cannot be prepared, and nothing of the workload is on the host, as after a reboot: the stable revision is in
    /// force until it is defined. Then the manifest's is tried again as ever.
    /// </summary>
    /// <returns>Whether there is such a revision, and it was not tried in vain just now.</returns>
    public bool FallBack(WorkloadKey key, FailureReason why, DesiredView desired)
    {
        lock (LockOf(key))
        {
            var record = records.Of(key);
            if (record.Failed is { IsForNow: true })
            {
                records.Set(key, record with { Failed = null });
                return false;
            }

            if (record.Failed is { IsKept: false }
                || record.Stable is not { } stable
                || stable.DefinitionHash == desired.Members[key].DefinitionHash)
                return false;
            var message = Sentences.Join(why.Message, "Until that is mended, the version before is in force.");
            var manifest = desired.State.Workloads[key].ManifestDigest;
            records.Set(key, record with { Failed = new(manifest, why.Reason, message, time.GetUtcNow(), IsForNow: true) });
            return true;
        }
    }

    /// <summary>The stable revision cannot be prepared either.</summary>
    public void StopFallingBack(WorkloadKey key) =>
        Change(key, record => record.Failed is { IsForNow: true } ? record with { Failed = null } : record);

    private RolloutMemory MemoryOf(WorkloadKey key) => _memories.GetValueOrDefault(key) ?? RolloutMemory.Empty;

    private Lock LockOf(WorkloadKey key) => _locks.GetOrAdd(key, _ => new Lock());

    private void Change(WorkloadKey key, Func<RolloutRecord, RolloutRecord> change)
    {
        lock (LockOf(key))
            records.Set(key, change(records.Of(key)));
    }
}
