using OciReconciler.Threading;

namespace OciReconciler.Queueing;

/// <summary>No two passes that share a member run at once; passes that share none do. Thread-safe.</summary>
internal sealed class ComponentLocks
{
    private readonly Lock _lock = new();
    private readonly Dictionary<WorkloadKey, AsyncAutoResetEvent> _locked = [];
    private readonly HashSet<WorkloadKey> _parked = [];
    private readonly Dictionary<WorkloadKey, IReadOnlyCollection<WorkloadKey>> _refused = [];

    /// <summary>
    /// Takes all members, or none: then <paramref name="asking"/> is parked until some pass ends, and the passes that have locked them are
    /// woken.
    /// </summary>
    /// <param name="asking">What asks for a pass.</param>
    /// <param name="members">What it would be over.</param>
    /// <param name="changed">Of the pass that begins: set when another asks for a member of it.</param>
    public bool TryTake(WorkloadKey asking, IReadOnlyCollection<WorkloadKey> members, AsyncAutoResetEvent changed)
    {
        lock (_lock)
        {
            var holders = members.Select(_locked.GetValueOrDefault).OfType<AsyncAutoResetEvent>().ToHashSet();
            if (holders.Count > 0)
            {
                foreach (var holder in holders)
                    holder.Set();
                _parked.Add(asking);
                _refused[asking] = members;
                return false;
            }

            foreach (var member in members)
            {
                _locked[member] = changed;
                // The pass that begins observes by itself what it needs.
                _refused.Remove(member);
            }

            return true;
        }
    }

    /// <summary>
    /// What <paramref name="asking"/> was refused last, once. A pass that has grown begins with all that it has grown to: two that begin
    /// with what they know from the manifests, and need each other's members, would find each other in the way for ever.
    /// </summary>
    public IReadOnlyCollection<WorkloadKey> RefusedBefore(WorkloadKey asking)
    {
        lock (_lock)
            return _refused.Remove(asking, out var members) ? members : [];
    }

    /// <summary>Gives the members back. Returns the keys that were parked: they are to be queued again.</summary>
    public IReadOnlyList<WorkloadKey> Release(IReadOnlyCollection<WorkloadKey> members)
    {
        lock (_lock)
        {
            foreach (var member in members)
                _locked.Remove(member);
            WorkloadKey[] parked = [.. _parked];
            _parked.Clear();
            return parked;
        }
    }
}
