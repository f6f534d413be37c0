using System.Collections.Concurrent;
using OciReconciler.Desired;
using OciReconciler.Model.Lifecycle;
using OciReconciler.Model.Observed;
using OciReconciler.Model.Workloads;

namespace OciReconciler.Records;

/// <summary>Keeps what is remembered of workloads from look to look. Thread-safe for different workloads: passes hold theirs.</summary>
internal sealed class Lifecycles(RecordStore records, TimeProvider time)
{
    private readonly ConcurrentDictionary<WorkloadKey, WorkloadMemory> _memories = new();
    private readonly long _origin = time.GetTimestamp();

    /// <summary>What one look gave.</summary>
    /// <param name="Standing">What the past means for the plan.</param>
    /// <param name="Before">The record before.</param>
    /// <param name="After">The record now.</param>
    /// <param name="Restarts">How often systemd has restarted it since the look before.</param>
    internal sealed record Look(Standing Standing, WorkloadRecord Before, WorkloadRecord After, int Restarts)
    {
        /// <summary>Another version is in force from now on than before this look.</summary>
        public bool ChangesWhatIsWanted => (Before.Bad is { IsKept: false }) != (After.Bad is { IsKept: false });

        /// <summary>A version was given up by this look.</summary>
        public BadVersion? GivenUp => Before.Bad != After.Bad ? After.Bad : null;

        /// <summary>A change came to its end by this look.</summary>
        public ChangeOutcome? Ended => Before.LastChange != After.LastChange ? After.LastChange : null;
    }

    /// <summary>What is remembered durably.</summary>
    public WorkloadRecord RecordOf(WorkloadKey key) => records.Of(key);

    /// <summary>How often it was restarted by systemd, and how it ended last, as far as that was seen.</summary>
    public UnitRun? RunOf(WorkloadKey key) => _memories.GetValueOrDefault(key)?.Run;

    /// <summary>Whether a look needs the unit's runs.</summary>
    public bool NeedsRun(WorkloadKey key, ObservedUnit unit, ObservedContainer? container) =>
        DeathCount.NeedsRun(_memories.GetValueOrDefault(key) ?? WorkloadMemory.Empty, unit, container);

    /// <summary>Takes a look into account.</summary>
    public Look Advance(ObservedWorkload observed, DesiredView desired)
    {
        var key = observed.Key;
        var wanted = desired.State.Workloads[key];
        var memory = _memories.GetValueOrDefault(key) ?? WorkloadMemory.Empty;
        var before = records.Of(key);
        var sight = new Sight(observed, desired.Members[key], wanted.ManifestDigest, wanted.Document, time.GetElapsedTime(_origin), time.GetUtcNow());
        var restarts = memory.Run?.Restarts;
        (memory, var after, var standing) = LifecycleRules.Advance(memory, before, sight);
        _memories[key] = memory;
        records.Set(key, after);
        return new Look(standing, before, after, restarts < memory.Run?.Restarts ? (int)(memory.Run.Restarts - restarts.Value) : 0);
    }

    /// <summary>A change is about to stop it: from now on it does not serve.</summary>
    public void GoesDown(WorkloadKey key) =>
        records.Set(key, records.Of(key) is { DownSince: null } record ? record with { DownSince = time.GetUtcNow() } : records.Of(key));

    /// <summary>It was stopped because it kept dying: whoever starts it now means it.</summary>
    public void Halted(WorkloadKey key)
    {
        if (_memories.TryGetValue(key, out var memory))
            _memories[key] = memory with { MustStop = false };
    }

    /// <summary>The good image has, or has no more, a second name.</summary>
    public void KeepsImage(WorkloadKey key, bool isKept) => records.Set(key, records.Of(key) with { ImageIsKept = isKept });

    /// <summary>The manifest changed, or somebody asked for a start: what happened before holds nothing back.</summary>
    public void Forgive(WorkloadKey key)
    {
        if (_memories.TryGetValue(key, out var memory))
            _memories[key] = memory with { Crash = CrashState.None, EngineFailures = 0, EngineFailedAt = null, Restarts = [] };
        records.Set(key, records.Of(key) with { CrashLevel = 0, CrashUntil = null });
    }

    /// <summary>It is gone.</summary>
    public void Forget(WorkloadKey key)
    {
        _memories.TryRemove(key, out _);
        records.Remove(key);
    }
}
