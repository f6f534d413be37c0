using System.Collections.Concurrent;

namespace OciReconciler.Observing;

/// <summary>
/// What was just read of the whole host, for the first round of each of the passes that were asked for because of it: many workloads cost
/// a handful of calls. It stands for a workload only as long as nothing is known to have happened to that one. Thread-safe.
/// </summary>
internal sealed class RecentListings(TimeProvider time)
{
    // Nothing tells of some changes: a pass that begins later looks for itself.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<WorkloadKey, HostListing> _listings = new();
    private readonly ConcurrentDictionary<WorkloadKey, long> _touched = new();

    /// <summary>Passes over these workloads may use the listing.</summary>
    public void Add(HostListing listing, IEnumerable<WorkloadKey> keys)
    {
        foreach (var key in keys)
            _listings[key] = listing;
        // Every listing that is fresh began after these.
        foreach (var (key, at) in _touched.Where(touched => time.GetElapsedTime(touched.Value) > Fresh))
            _touched.TryRemove(KeyValuePair.Create(key, at));
    }

    /// <summary>Something happened to a workload: listings that began before say nothing of it.</summary>
    public void Touch(WorkloadKey key)
    {
        _touched[key] = time.GetTimestamp();
        _listings.TryRemove(key, out _);
    }

    /// <summary>The listing that a pass over these may use, once; or null.</summary>
    public HostListing? Take(IReadOnlyCollection<WorkloadKey> members)
    {
        HostListing? common = null;
        var isCommon = true;
        foreach (var key in members)
        {
            _listings.TryRemove(key, out var listing);
            isCommon &= listing is not null && (common ?? listing) == listing && Stands(key, listing);
            common = listing;
        }

        return isCommon ? common : null;
    }

    private bool Stands(WorkloadKey key, HostListing listing) =>
        time.GetElapsedTime(listing.BeganAt) < Fresh && (!_touched.TryGetValue(key, out var touched) || touched < listing.BeganAt);
}
