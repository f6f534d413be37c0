using System.Collections.Concurrent;
using OciReconciler.Desired;
using OciReconciler.Model.Conditions;
using OciReconciler.Model.Observed;
using OciReconciler.Model.Rollouts;
using OciReconciler.Model.StartFailures;
using OciReconciler.Model.Text;
using OciReconciler.Model.Workloads;
using OciReconciler.State;

namespace OciReconciler.Rollouts;

/// <summary>Keeps what is remembered of workloads from look to look. Thread-safe.</summary>
internal sealed class RolloutStates(RolloutRecords records, TimeProvider time)
{
    private readonly ConcurrentDictionary<WorkloadKey, RolloutMemory> _memories = new();
    // One for each: what is remembered is written through to the disk.
    private readonly ConcurrentDictionary<WorkloadKey, Lock> _locks = new();
    private readonly long _origin = time.GetTimestamp();

    /// <summary>What one look gave.</summary>
    /// <param name="Assessment">What the past means for the plan.</param>
    /// <param name="Before">The record before.</param>
    /// <param name="After">The record now.</param>
    /// <param name="Restarts">How often systemd has restarted it since the look before.</param>
    internal sealed record Observation(Assessment Assessment, RolloutRecord Before, RolloutRecord After, int Restarts)
    {
        /// <summary>Another version is in force from now on than before this look.</summary>
        public bool ChangesWhatIsWanted => (Before.Failed is { IsKept: false }) != (After.Failed is { IsKept: false });

        /// <summary>A version was given up by this look.</summary>
        public FailedRevision? GivenUp => Before.Failed != After.Failed ? After.Failed : null;

        /// <summary>A change came to its end by this look.</summary>
        public ChangeOutcome? Ended => Before.LastChange != After.LastChange ? After.LastChange : null;
    }

    /// <summary>What is remembered durably.</summary>
    public RolloutRecord RecordOf(WorkloadKey key) => records.Of(key);

    /// <summary>How often it was restarted by systemd, and how it ended last, as far as that was seen.</summary>
    public UnitRun? RunOf(WorkloadKey key) => _memories.GetValueOrDefault(key)?.Run;

    /// <summary>Whether a look needs the unit's runs.</summary>
    public bool NeedsRun(WorkloadKey key, ObservedUnit unit, ObservedContainer? container) =>
        CrashCounter.NeedsRun(_memories.GetValueOrDefault(key) ?? RolloutMemory.Empty, unit, container);

    /// <summary>Whether a unit whose runs were read has ended since the look before, so that it has to be found out why.</summary>
    public bool HasEnded(WorkloadKey key, ObservedUnit unit) =>
        CrashCounter.HasEnded(_memories.GetValueOrDefault(key) ?? RolloutMemory.Empty, unit);

    /// <summary>What is missing of the host, by the workloads that wait for it.</summary>
    public IReadOnlyList<(WorkloadKey Key, MissingObject Missing)> Missing() =>
        [
            .. _memories
                .Where(entry => entry.Value.StartFailure?.Missing is not null)
                .Select(entry => (entry.Key, entry.Value.StartFailure!.Missing!))
                .OrderBy(entry => entry.Key),
        ];

    /// <summary>Takes a look into account.</summary>
    public Observation Advance(ObservedWorkload observed, DesiredView desired)
    {
        lock (LockOf(observed.Key))
            return AdvanceLocked(observed, desired);
    }

    private Observation AdvanceLocked(ObservedWorkload observed, DesiredView desired)
    {
        var key = observed.Key;
        var memory = _memories.GetValueOrDefault(key) ?? RolloutMemory.Empty;
        var before = records.Of(key);
        var restarts = memory.Run?.Restarts;
        (memory, var after, var assessment) = AssessmentRules.Advance(memory, before, InputOf(observed, desired));
        _memories[key] = memory;
        records.Set(key, after);
        return new Observation(assessment, before, after, restarts < memory.Run?.Restarts ? (int)(memory.Run.Restarts - restarts.Value) : 0);
    }

    /// <summary>What the past of a workload means by what is remembered durably, for commands that only look: it advances nothing.</summary>
    public Assessment AssessWithoutAdvancing(ObservedWorkload observed, DesiredView desired)
    {
        var record = records.Of(observed.Key);
        // How it ended was counted by the controller that backs off.
        var memory = record.CrashLevel > 0 && observed.AppliedUnit?.Run is { } run
            ? RolloutMemory.Empty with { Run = run, CountedFailure = run.StartedAt }
            : RolloutMemory.Empty;
        return AssessmentRules.Advance(memory, record, InputOf(observed, desired)).Standing;
    }

    private AssessmentInput InputOf(ObservedWorkload observed, DesiredView desired)
    {
        var wanted = desired.State.Workloads[observed.Key];
        var member = desired.Members[observed.Key];
        return new AssessmentInput(observed, member, wanted.ManifestDigest, wanted.Document, time.GetElapsedTime(_origin), time.GetUtcNow());
    }

    /// <summary>A change is about to stop it: from now on it does not serve.</summary>
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

    /// <summary>It was not stopped after all.</summary>
    public void CancelDowntime(WorkloadKey key) => Change(key, record => record with { DownSince = null });

    /// <summary>It was stopped because it kept dying: whoever starts it now means it.</summary>
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

    /// <summary>The good image has, or has no more, a second name.</summary>
    public void SetImagePinned(WorkloadKey key, bool isKept) => Change(key, record => record with { ImageIsPinned = isKept });

    /// <summary>Since when the version that is defined has been tried; null: it is not.</summary>
    public DateTimeOffset? ProgressingSince(WorkloadKey key) =>
        _memories.GetValueOrDefault(key)?.ProgressingSince is { } since ? time.GetUtcNow() - (time.GetElapsedTime(_origin) - since) : null;

    /// <summary>What the version that was given up wrote last.</summary>
    public void SetLastLines(WorkloadKey key, string lines) =>
        Change(
            key, record => record.Failed is { } bad ? record with { Failed = bad with { LastLines = lines.Length > 0 ? lines : null } } : record);

    /// <summary>The manifest changed, or somebody asked for a start: what happened before holds nothing back.</summary>
    public void ResetBackoff(WorkloadKey key)
    {
        lock (LockOf(key))
        {
            // The clocks of a change begin anew as well: nobody looked while it was paused.
            if (_memories.TryGetValue(key, out var memory))
                _memories[key] = memory with
                {
                    Crash = CrashBackoff.None, StartFailure = null, EngineFailures = 0, EngineFailedAt = null, Restarts = [],
                    ProgressingSince = null, ContainerMissingSince = null,
                };
            records.Set(key, records.Of(key) with { CrashRevision = null, CrashLevel = 0, CrashCause = null, CrashUntil = null });
        }
    }

    /// <summary>It is gone.</summary>
    public void Forget(WorkloadKey key)
    {
        lock (LockOf(key))
        {
            _memories.TryRemove(key, out _);
            records.Remove(key);
        }
    }

    /// <summary>
    /// What a manifest wants cannot be prepared, and nothing of the workload is on the host, as after a reboot: the version that was in force before is again, until it is defined. Then the manifest's is tried again as ever.
    /// </summary>
    /// <returns>Whether there is such a version, and it was not tried in vain just now.</returns>
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

            if (record.Failed is { IsKept: false } || record.Stable is not { } good || good.DefinitionHash == desired.Members[key].DefinitionHash)
                return false;
            var message = Sentences.Join(why.Message, "Until that is mended, the version before is in force.");
            records.Set(key, record with { Failed = new FailedRevision(desired.State.Workloads[key].ManifestDigest, why.Reason, message, time.GetUtcNow(), IsKept: false, IsForNow: true) });
            return true;
        }
    }

    /// <summary>The version that was in force before cannot be prepared either.</summary>
    public void StopFallingBack(WorkloadKey key) => Change(key, record => record.Failed is { IsForNow: true } ? record with { Failed = null } : record);

    private Lock LockOf(WorkloadKey key) => _locks.GetOrAdd(key, _ => new Lock());

    private void Change(WorkloadKey key, Func<RolloutRecord, RolloutRecord> change)
    {
        lock (LockOf(key))
            records.Set(key, change(records.Of(key)));
    }
}
