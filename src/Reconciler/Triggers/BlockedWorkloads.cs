using System.Collections.Concurrent;

namespace OciReconciler.Triggers;

/// <summary>
/// Which workloads are blocked by something that is the same for all of them, such as an engine that does not answer. Thread-safe.
/// </summary>
/// <param name="reason">What blocks them, as conditions have it.</param>
internal sealed class BlockedWorkloads(string reason)
{
    private readonly ConcurrentDictionary<WorkloadKey, bool> _keys = new();

    /// <summary>A workload is blocked that was not. Raised on any thread.</summary>
    public event EventHandler? Blocked;

    /// <summary>Whether nobody waits.</summary>
    public bool IsEmpty => _keys.IsEmpty;

    /// <summary>Who waits now.</summary>
    public ICollection<WorkloadKey> Keys => _keys.Keys;

    /// <summary>Records why a pass left a workload other than declared, as conditions have it.</summary>
    public void Update(WorkloadKey key, string because)
    {
        if (because != reason)
            _keys.TryRemove(key, out _);
        else if (_keys.TryAdd(key, true))
            Blocked?.Invoke(this, EventArgs.Empty);
    }
}
