using OciReconciler.DBus.Manager;
using OciReconciler.DBus.Units;
using OciReconciler.Resilience;
using OciReconciler.Units;

namespace OciReconciler.Observing;

/// <summary>The unit half of an observation.</summary>
internal sealed class UnitObserver(ISystemdManager systemd, JobOwnership jobs, RetryPipelines retries)
{
    /// <summary>Observes one unit; null: there is none of that name.</summary>
    /// <param name="details">Also reads properties that only a change needs.</param>
    /// <param name="readsRun">With them the unit's runs, should it be up: one call has both.</param>
    public async Task<ObservedUnit?> ObserveAsync(
        string name, UnitListing listing, bool details, bool readsRun, CancellationToken cancellationToken)
    {
        if (listing.Find(name) is not { } found)
            return details ? await InstalledAsync(name, cancellationToken) : null;
        if (!details || found.Row.LoadState == "not-found")
            return FromRow(found);
        var service = readsRun && found.Row.ActiveState == "active"
            ? await retries.DBusCall.ExecuteAsync(async token => await systemd.GetServiceAsync(name, token), cancellationToken)
            : null;
        var unit = service?.Unit
            ?? await retries.DBusCall.ExecuteAsync(async token => await systemd.GetUnitAsync(name, token), cancellationToken);
        return FromRow(found) with
        {
            HasDetails = true,
            Run = service is null ? null : UnitRunReader.Read(service),
            FragmentPath = unit.FragmentPath,
            Requires = unit.Requires,
            NamedBy = NamedBy(unit),
            Triggers = await TriggersAsync(unit, cancellationToken),
            SetProperties = SetProperties.Read(unit.DropInPaths, TransientUnitFiles.SystemDirectory),
            HasRun = unit.InactiveEnteredAt > 0,
        };
    }

    /// <summary>Units that name one in a dependency; our holders and what systemd adds itself left out.</summary>
    public static ImmutableArray<string> NamedBy(UnitProperties unit) =>
        [.. unit.NamedBy.Where(name => name != "shutdown.target" && !UnitNames.IsHolder(name)).Order(StringComparer.Ordinal)];

    /// <summary>A unit as its row of the listing says.</summary>
    public ObservedUnit FromRow(MarkedRow found) => new()
    {
        Name = found.Row.Name,
        LoadState = found.Row.LoadState,
        ActiveState = found.Row.ActiveState,
        SubState = found.Row.SubState,
        JobType = found.Row.JobType,
        JobId = found.Row.JobId,
        ForeignJob = jobs.ForeignAge(found.Row),
        Mark = found.Mark,
    };

    // Triggers are loaded, since they name a unit that is. Most units have none.
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

    // A unit that is not loaded is not asked for its properties: that would load it, and the signals of that would wake the next pass, for
    // ever.
    private async Task<ObservedUnit?> InstalledAsync(string name, CancellationToken cancellationToken)
    {
        if (await FileStateAsync(name, cancellationToken) is null or "transient")
            return null;
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

    // For a single name a fraction of the price of a listing, which also says where the file lies. Most names have none.
    private async Task<string?> FileStateAsync(string name, CancellationToken cancellationToken) =>
        await retries.DBusCall.ExecuteAsync(async token => await systemd.GetUnitFileStateAsync(name, token), cancellationToken);
}
