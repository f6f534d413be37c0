using OciReconciler.Desired;
using OciReconciler.State;
using OciReconciler.Units;

namespace OciReconciler.Observing;

/// <summary>Reads what systemd and the engines say about workloads. Changes nothing.</summary>
internal sealed class Observer(
    ComponentUnits component,
    UnitObserver units,
    UnitRunObserver runs,
    ContainerObserver containers,
    RuntimeDirectories directories,
    RestartMarkers markers,
    TimeProvider time)
{
    // Every observation is a little old by the time it is acted on: this much more changes nothing.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    /// <summary>Observes <paramref name="keys"/>.</summary>
    /// <param name="desired">For the unit names that manifests want.</param>
    /// <param name="details">Also reads properties that only a change needs: who names a unit, where its file lies.</param>
    /// <param name="before">
    /// The last observation of them, when nothing was done to them since: systemd and the engines may not have to be asked again.
    /// </param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<Observation> ObserveAsync(
        IReadOnlyCollection<WorkloadKey> keys,
        DesiredView desired,
        bool details,
        Observation? before,
        CancellationToken cancellationToken)
    {
        var isFresh = before is not null && before.Desired == desired && time.GetElapsedTime(before.At) < Fresh;
        // What was read of a unit is only kept where there is none: a pass that takes nothing down does no harm by what it does not know
        // yet, and systemd defines no unit that is there.
        var stands = isFresh && (!before!.HasDetails || before.IsOfNothing);
        var recent = component.TakeListing(keys);
        var at = isFresh ? before!.At : recent?.BeganAt ?? time.GetTimestamp();
        var listing = stands ? before!.Listing : recent?.Units ?? await component.ListAsync(keys, desired, cancellationToken);
        var reads = details && !(stands && before!.HasDetails);
        var observed = ImmutableSortedDictionary.CreateBuilder<WorkloadKey, ObservedWorkload>();
        foreach (var key in keys)
        {
            var prior = new Prior(isFresh ? before!.Workloads.GetValueOrDefault(key) : null, recent);
            observed[key] = await ObserveAsync(key, listing, desired, reads, prior, cancellationToken);
        }

        if (reads)
            listing = await component.AddRelatedAsync(listing, observed.Values, cancellationToken);
        return new Observation(listing, observed.ToImmutable()) { Desired = desired, HasDetails = details, At = at };
    }

    private async Task<ObservedWorkload> ObserveAsync(
        WorkloadKey key,
        UnitListing listing,
        DesiredView desired,
        bool details,
        Prior prior,
        CancellationToken cancellationToken)
    {
        var holder = listing.FindActive(Ownership.HolderUnit(key)) is { } row ? units.FromRow(row) : null;
        var names = new SortedSet<string>(listing.Marked(key), StringComparer.Ordinal);
        if (holder?.Mark is { } mark)
            names.Add(mark.Unit);
        var wanted = desired.Members.GetValueOrDefault(key);
        if (wanted is not null)
            names.Add(wanted.Unit);
        var observed = ImmutableSortedDictionary.CreateBuilder<string, ObservedUnit>(StringComparer.Ordinal);
        var readsRun = runs.IsUnknown(key);
        foreach (var name in names)
        {
            if (await units.ObserveAsync(name, listing, details, readsRun, cancellationToken) is { } unit)
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
            workload, declared, isChanging, desired.State.Undeclared.GetValueOrDefault(key), prior, cancellationToken);
        return await runs.AddAsync(workload, declared?.Spec.Backend, cancellationToken);
    }
}
