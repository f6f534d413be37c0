using OciReconciler.Model.Workloads;

namespace OciReconciler.Control;

/// <summary>No two passes that share a member run at once; passes that share none do. Thread-safe.</summary>
internal sealed class ComponentLocks
{
    private readonly Lock _gate = new();
    private readonly HashSet<WorkloadKey> _held = [];
    private readonly HashSet<WorkloadKey> _parked = [];

    /// <summary>Takes all members, or none: then <paramref name="asking"/> is parked until some pass ends.</summary>
    public bool TryTake(WorkloadKey asking, IReadOnlyCollection<WorkloadKey> members)
    {
        lock (_gate)
        {
            if (members.Any(_held.Contains))
            {
                _parked.Add(asking);
                return false;
            }

            _held.UnionWith(members);
            return true;
        }
    }

    /// <summary>Gives the members back. Returns the keys that were parked: they are to be queued again.</summary>
    public IReadOnlyList<WorkloadKey> Release(IReadOnlyCollection<WorkloadKey> members)
    {
        lock (_gate)
        {
            _held.ExceptWith(members);
            WorkloadKey[] parked = [.. _parked];
            _parked.Clear();
            return parked;
        }
    }
}
