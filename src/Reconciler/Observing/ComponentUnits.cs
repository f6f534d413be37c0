using OciReconciler.Desired;
using OciReconciler.Units;

namespace OciReconciler.Observing;

/// <summary>Lists the units of workloads, and no others.</summary>
internal sealed class ComponentUnits(UnitLister lister, RecentListings recent)
{
    /// <inheritdoc cref="RecentListings.Take"/>
    public HostListing? TakeListing(IReadOnlyCollection<WorkloadKey> members) => recent.Take(members);

    /// <summary>
    /// Holders, what manifests want, what bears the marks of the workloads and what their holders name. A unit that bears a mark under a
    /// name that nobody knows is found by the next listing of all.
    /// </summary>
    public async Task<UnitListing> ListAsync(
        IReadOnlyCollection<WorkloadKey> keys, DesiredView desired, CancellationToken cancellationToken)
    {
        var names = new HashSet<string>(StringComparer.Ordinal) { UnitListing.ShutdownTarget };
        foreach (var key in keys)
        {
            names.Add(Ownership.HolderUnit(key));
            names.UnionWith(lister.MarkedWith(key));
            if (desired.Members.TryGetValue(key, out var member))
                names.Add(member.Unit);
        }

        var listing = await lister.ListAsync(names, cancellationToken);
        var held = keys.Select(key => listing.Find(Ownership.HolderUnit(key))?.Mark?.Unit).OfType<string>();
        return await AddAsync(listing, held.Where(name => !names.Contains(name)), cancellationToken);
    }

    /// <summary>The listing with whatever names the units of the workloads, or is required by them: it may be ours.</summary>
    public Task<UnitListing> AddRelatedAsync(
        UnitListing listing, IEnumerable<ObservedWorkload> observed, CancellationToken cancellationToken)
    {
        var related = observed.SelectMany(workload => workload.Units.Values).Where(unit => unit.HasDetails)
            .SelectMany(unit => unit.NamedBy.Concat(unit.Requires));
        return AddAsync(listing, related.Where(UnitScan.Has), cancellationToken);
    }

    private async Task<UnitListing> AddAsync(UnitListing listing, IEnumerable<string> names, CancellationToken cancellationToken)
    {
        string[] missing = [.. names.Where(name => listing.Row(name) is null)];
        return missing.Length == 0 ? listing : listing.Plus(await lister.ListAsync(missing, cancellationToken));
    }
}
