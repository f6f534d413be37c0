using System.Collections.Immutable;
using OciReconciler.DBus.Bus;
using OciReconciler.DBus.Systemd;
using OciReconciler.Desired;
using OciReconciler.Executing;
using OciReconciler.Model.Observed;
using OciReconciler.Model.Workloads;
using OciReconciler.Records;

namespace OciReconciler.Observing;

/// <summary>Reads what systemd and the engines say about workloads. Changes nothing.</summary>
internal sealed class Observer(ISystemdManager systemd, UnitLister lister, ContainerObserver containers, RunningNotes notes, Lifecycles lifecycles, RetryPipelines retries)
{
    // Inverse dependency properties: whoever is in one of them keeps the unit loaded.
    private static readonly string[] InverseDependencies =
        ["Before", "RequiredBy", "RequisiteOf", "WantedBy", "BoundBy", "UpheldBy", "ConsistsOf", "PropagatesStopTo", "OnFailureOf", "OnSuccessOf", "TriggeredBy"];

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

    /// <summary>Units that name one in a dependency, out of the properties of its Unit interface; our holders and what systemd adds itself left out.</summary>
    public static ImmutableArray<string> NamedBy(IReadOnlyDictionary<string, BusValue> properties) =>
    [
        .. InverseDependencies
            .Where(properties.ContainsKey)
            .SelectMany(property => properties[property].AsTexts())
            .Where(name => name != "shutdown.target" && !IsHolder(name))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal),
    ];

    private async Task<ObservedWorkload> ObserveAsync(
        WorkloadKey key, UnitListing listing, DesiredView desired, bool details, CancellationToken cancellationToken)
    {
        var holder = listing.Row(Ownership.HolderUnit(key)) is { } row && row.ActiveState == "active" ? FromRow(row) : null;
        var names = new SortedSet<string>(listing.Marked(key), StringComparer.Ordinal);
        if (holder?.Mark is { } mark)
            names.Add(mark.Unit);
        var wanted = desired.Members.GetValueOrDefault(key)?.Unit;
        if (wanted is not null)
            names.Add(wanted);
        var units = ImmutableSortedDictionary.CreateBuilder<string, ObservedUnit>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            if (await UnitAsync(name, listing, details, cancellationToken) is { } unit)
                units[name] = unit;
        }

        var workload = new ObservedWorkload { Key = key, Holder = holder, Units = units.ToImmutable(), StartIsPending = notes.Has(key) };
        return await WithRunAsync(await containers.AddAsync(
            workload, desired.State.Workloads.GetValueOrDefault(key), desired.State.Undeclared.GetValueOrDefault(key), cancellationToken), cancellationToken);
    }

    private async Task<ObservedWorkload> WithRunAsync(ObservedWorkload workload, CancellationToken cancellationToken)
    {
        if (workload.AppliedUnit is not { IsLoaded: true } unit || !lifecycles.NeedsRun(workload.Key, unit, workload.Container))
            return workload;
        var run = UnitRunReader.Read(await PropertiesAsync(unit.Name, SystemdNames.AnyInterface, cancellationToken));
        return workload with { Units = workload.Units.SetItem(unit.Name, unit with { Run = run }) };
    }

    private async Task<ObservedUnit?> UnitAsync(string name, UnitListing listing, bool details, CancellationToken cancellationToken)
    {
        if (listing.Row(name) is not { } row)
            return details ? await InstalledAsync(name, cancellationToken) : null;
        if (!details || row.LoadState == "not-found")
            return FromRow(row);
        var properties = await PropertiesAsync(name, SystemdNames.UnitInterface, cancellationToken);
        return FromRow(row) with
        {
            HasDetails = true,
            FragmentPath = properties["FragmentPath"].AsText(),
            Requires = properties["Requires"].AsTexts(),
            NamedBy = NamedBy(properties),
            HasRun = properties["InactiveEnterTimestampMonotonic"].AsUInt64() > 0,
        };
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

    private async Task<IReadOnlyDictionary<string, BusValue>> PropertiesAsync(string unit, string @interface, CancellationToken cancellationToken) =>
        await retries.DBusCall.ExecuteAsync(
            async token => await systemd.GetUnitPropertiesAsync(unit, @interface, token), cancellationToken);

    private static bool IsHolder(string unit) =>
        unit.StartsWith("oci-", StringComparison.Ordinal) && unit.EndsWith(".slice", StringComparison.Ordinal);

    private static ObservedUnit FromRow(UnitStatus row) => new()
    {
        Name = row.Name,
        LoadState = row.LoadState,
        ActiveState = row.ActiveState,
        SubState = row.SubState,
        JobType = row.JobType,
        Mark = UnitListing.MarkOf(row),
    };
}
