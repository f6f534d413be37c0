using System.Collections.Concurrent;

namespace OciReconciler.Observing;

/// <summary>Workloads of which the last pass found that nothing is to be done, and that time alone does not change. Thread-safe.</summary>
internal sealed class SettledWorkloads
{
    private readonly ConcurrentDictionary<WorkloadKey, SettledWorkload> _settled = new();

    /// <summary>False: nothing is kept, so that each resync looks at everything.</summary>
    public bool IsKept { get; init; } = true;

    /// <summary>What the last pass found; null: the workload is to be looked at.</summary>
    public SettledWorkload? Find(WorkloadKey key) => _settled.GetValueOrDefault(key);

    /// <summary>A pass over it has settled.</summary>
    public void Add(SettledWorkload workload)
    {
        if (IsKept)
            _settled[workload.Member.Key] = workload;
    }

    /// <summary>A pass over them begins: what was found before counts no more.</summary>
    public void Forget(IEnumerable<WorkloadKey> keys)
    {
        foreach (var key in keys)
            _settled.TryRemove(key, out _);
    }
}
