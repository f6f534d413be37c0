using System.Collections.Immutable;
using OciReconciler.DBus.Manager;
using OciReconciler.DBus.Units;
using OciReconciler.Desired;
using OciReconciler.Model.Observed;
using OciReconciler.Model.Workloads;
using OciReconciler.Resilience;
using OciReconciler.Rollouts;
using OciReconciler.State;
using OciReconciler.Units;

namespace OciReconciler.Observing;

/// <summary>Reads what systemd and the engines say about workloads. Changes nothing.</summary>
internal sealed class Observer(
    ISystemdManager systemd,
    UnitLister lister,
    ContainerObserver containers,
    RuntimeDirectories directories,
    RestartMarkers notes,
    RolloutStates rollouts,
    JobOwnership jobs,
    UnitEndReader ends,
    RetryPipelines retries)
{
    /// <summary>Every workload that a loaded unit is marked with.</summary>
    public async Task<IReadOnlySet<WorkloadKey>> OwnedAsync(CancellationToken cancellationToken) =>
        (await lister.ListAsync(cancellationToken)).Owned;

    /// <summary>Observes <paramref name="keys"/>.</summary>
    /// <param name="keys">Which.</param>
    /// <param name="desired">For the unit names that manifests want.</param>
    /// <param name="details">Also reads properties that only a change needs: who names a unit, where its file lies.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<Observation> ObserveAsync(
        IReadOnlyCollection<WorkloadKey> keys, DesiredView desired, bool details, CancellationToken cancellationToken)
    {
        var listing = await lister.ListAsync(cancellationToken);
        var observed = ImmutableSortedDictionary.CreateBuilder<WorkloadKey, ObservedWorkload>();
        foreach (var key in keys)
            observed[key] = await ObserveAsync(key, listing, desired, details, cancellationToken);
        return new Observation(listing, observed.ToImmutable());
    }

    /// <summary>Units that name one in a dependency; our holders and what systemd adds itself left out.</summary>
    public static ImmutableArray<string> NamedBy(UnitProperties unit) =>
        [.. unit.NamedBy.Where(name => name != "shutdown.target" && !IsHolder(name)).Order(StringComparer.Ordinal)];

    private async Task<ObservedWorkload> ObserveAsync(
        WorkloadKey key, UnitListing listing, DesiredView desired, bool details, CancellationToken cancellationToken)
    {
        var holder = listing.Row(Ownership.HolderUnit(key)) is { } row && row.ActiveState == "active" ? FromRow(row) : null;
        var names = new SortedSet<string>(listing.Marked(key), StringComparer.Ordinal);
        if (holder?.Mark is { } mark)
            names.Add(mark.Unit);
        var wanted = desired.Members.GetValueOrDefault(key);
        if (wanted is not null)
            names.Add(wanted.Unit);
        var units = ImmutableSortedDictionary.CreateBuilder<string, ObservedUnit>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            if (await UnitAsync(name, listing, details, cancellationToken) is { } unit)
                units[name] = unit;
        }

        var workload = new ObservedWorkload { Key = key, Holder = holder, Units = units.ToImmutable(), StartIsPending = notes.Has(key) };
        var declared = desired.State.Workloads.GetValueOrDefault(key);
        if (declared is not null)
            workload = workload with { ForeignDirectory = directories.FindForeign(declared.Spec, workload.AppliedUnit) };
        var isChanging = workload.Applied?.DefinitionHash != wanted?.DefinitionHash;
        workload = await containers.AddAsync(workload, declared, isChanging, desired.State.Undeclared.GetValueOrDefault(key), cancellationToken);
        return await WithRunAsync(workload, declared?.Spec.Backend, cancellationToken);
    }

    private async Task<ObservedWorkload> WithRunAsync(ObservedWorkload workload, Backend? backend, CancellationToken cancellationToken)
    {
        if (workload.AppliedUnit is not { IsLoaded: true } unit || !rollouts.NeedsRun(workload.Key, unit, workload.Container))
            return workload;
        var service = await retries.DBusCall.ExecuteAsync(async token => await systemd.GetServiceAsync(unit.Name, token), cancellationToken);
        var read = unit with { Run = UnitRunReader.Read(service) };
        if (backend is { } engine)
            read = await ends.AddAsync(workload.Key, engine, read, cancellationToken);
        return workload with { Units = workload.Units.SetItem(unit.Name, read) };
    }

    private async Task<ObservedUnit?> UnitAsync(string name, UnitListing listing, bool details, CancellationToken cancellationToken)
    {
        if (listing.Row(name) is not { } row)
            return details ? await InstalledAsync(name, cancellationToken) : null;
        if (!details || row.LoadState == "not-found")
            return FromRow(row);
        var unit = await retries.DBusCall.ExecuteAsync(async token => await systemd.GetUnitAsync(name, token), cancellationToken);
        return FromRow(row) with
        {
            HasDetails = true,
            FragmentPath = unit.FragmentPath,
            Requires = unit.Requires,
            NamedBy = NamedBy(unit),
            Triggers = await TriggersAsync(unit, cancellationToken),
            SetProperties = SetProperties.Read(unit.DropInPaths, TransientUnitFiles.SystemDirectory),
            HasRun = unit.InactiveEnteredAt > 0,
        };
    }

    // They are loaded, since they name a unit that is. Most units have none.
    private async Task<ImmutableArray<UnitTrigger>> TriggersAsync(UnitProperties unit, CancellationToken cancellationToken)
    {
        var triggers = ImmutableArray.CreateBuilder<UnitTrigger>();
        foreach (var name in unit.TriggeredBy.Order(StringComparer.Ordinal))
        {
            var trigger = await retries.DBusCall.ExecuteAsync(async token => await systemd.GetUnitAsync(name, token), cancellationToken);
            triggers.Add(new UnitTrigger(name, trigger.ActiveState, trigger.UnitFileState));
        }

        return triggers.ToImmutable();
    }

    // A unit that is not loaded is not asked for its properties: that would load it, and the signals of it would wake the next pass, for ever.
    private async Task<ObservedUnit?> InstalledAsync(string name, CancellationToken cancellationToken)
    {
        var files = await retries.DBusCall.ExecuteAsync(
            async token => await systemd.ListUnitFilesByPatternsAsync([name], token), cancellationToken);
        if (files.Count == 0 || files[0].State == "transient")
            return null;
        var isMasked = files[0].State.StartsWith("masked", StringComparison.Ordinal);
        return new ObservedUnit
        {
            Name = name,
            LoadState = isMasked ? "masked" : "loaded",
            ActiveState = "inactive",
            FragmentPath = files[0].Path,
            HasDetails = true,
        };
    }

    private static bool IsHolder(string unit) =>
        unit.StartsWith("oci-", StringComparison.Ordinal) && unit.EndsWith(".slice", StringComparison.Ordinal);

    private ObservedUnit FromRow(UnitStatus row) => new()
    {
        Name = row.Name,
        LoadState = row.LoadState,
        ActiveState = row.ActiveState,
        SubState = row.SubState,
        JobType = row.JobType,
        JobId = row.JobId,
        ForeignJob = jobs.ForeignAge(row),
        Mark = UnitListing.MarkOf(row),
    };
}
