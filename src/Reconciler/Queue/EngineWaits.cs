using System.Collections.Concurrent;
using OciReconciler.Model.Planning;
using OciReconciler.Model.Workloads;

namespace OciReconciler.Queue;

/// <summary>Which workloads are held up by an engine that does not answer. Thread-safe.</summary>
internal sealed class EngineWaits
{
    private readonly ConcurrentDictionary<WorkloadKey, bool> _keys = new();

    /// <summary>Who waits now.</summary>
    public IEnumerable<WorkloadKey> Keys => _keys.Keys;

    /// <summary>Takes down what a pass came to.</summary>
    /// <param name="key">Of which workload.</param>
    /// <param name="reason">Why it is not as declared, as conditions have it.</param>
    public void Note(WorkloadKey key, string reason)
    {
        if (reason == Blocker.EngineUnavailable)
            _keys[key] = true;
        else
            _keys.TryRemove(key, out _);
    }
}
