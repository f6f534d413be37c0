using OciReconciler.Desired;
using OciReconciler.State;
using OciReconciler.Units;

namespace OciReconciler.Observing;

/// <summary>Reads what systemd and the engines say about workloads. Changes nothing.</summary>
internal sealed class Observer(
    UnitLister lister,
    UnitObserver units,
    UnitRunObserver runs,
    ContainerObserver containers,
    RuntimeDirectories directories,
    RestartMarkers markers)
{
    /// <summary>Every workload that a loaded unit is marked with.</summary>
    public async Task<IReadOnlySet<WorkloadKey>> OwnedAsync(CancellationToken cancellationToken) =>
        (await lister.ListAsync(cancellationToken)).Owned;

    /// <summary>Whether systemd is going down, so that nothing is to be repaired.</summary>
    public Task<bool> IsSystemStoppingAsync(CancellationToken cancellationToken) => units.IsSystemStoppingAsync(cancellationToken);

    /// <summary>Observes <paramref name="keys"/>.</summary>
    /// <param name="desired">For the unit names that manifests want.</param>
    /// <param name="details">Also reads properties that only a change needs: who names a unit, where its file lies.</param>
    public async Task<Observation> ObserveAsync(
        IReadOnlyCollection<WorkloadKey> keys, DesiredView desired, bool details, CancellationToken cancellationToken)
    {
        var listing = await lister.ListAsync(cancellationToken);
        var observed = ImmutableSortedDictionary.CreateBuilder<WorkloadKey, ObservedWorkload>();
        foreach (var key in keys)
            observed[key] = await ObserveAsync(key, listing, desired, details, cancellationToken);
        return new Observation(listing, observed.ToImmutable());
    }

    private async Task<ObservedWorkload> ObserveAsync(
        WorkloadKey key, UnitListing listing, DesiredView desired, bool details, CancellationToken cancellationToken)
    {
        var holder = listing.Row(Ownership.HolderUnit(key)) is { } row && row.ActiveState == "active" ? units.FromRow(row) : null;
        var names = new SortedSet<string>(listing.Marked(key), StringComparer.Ordinal);
        if (holder?.Mark is { } mark)
            names.Add(mark.Unit);
        var wanted = desired.Members.GetValueOrDefault(key);
        if (wanted is not null)
            names.Add(wanted.Unit);
        var observed = ImmutableSortedDictionary.CreateBuilder<string, ObservedUnit>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            if (await units.ObserveAsync(name, listing, details, cancellationToken) is { } unit)
                observed[name] = unit;
        }

        var workload = new ObservedWorkload
        {
            Key = key,
            Holder = holder,
            Units = observed.ToImmutable(),
            StartIsPending = markers.Has(key),
        };
        var declared = desired.State.Workloads.GetValueOrDefault(key);
        if (declared is not null)
            workload = workload with { ForeignDirectory = directories.FindForeign(declared.Spec, workload.AppliedUnit) };
        var isChanging = workload.Applied?.DefinitionHash != wanted?.DefinitionHash;
        workload = await containers.AddAsync(
            workload, declared, isChanging, desired.State.Undeclared.GetValueOrDefault(key), cancellationToken);
        return await runs.AddAsync(workload, declared?.Spec.Backend, cancellationToken);
    }
}
