using OciReconciler.DBus.Manager;
using OciReconciler.DBus.Units;
using OciReconciler.Resilience;

namespace OciReconciler.Units;

/// <summary>The calls that list units. One scan after the other.</summary>
internal sealed class UnitScan(ISystemdManager systemd, UnitIndex index, RetryPipelines retries)
{
    private const int FewNames = 4;

    private static readonly string[] Patterns = [Ownership.HolderPattern, "*.service", UnitListing.ShutdownTarget];

    /// <summary>Whether a listing of all has units of that name.</summary>
    public static bool Has(string unit) =>
        unit.EndsWith(".service", StringComparison.Ordinal)
        || unit is UnitListing.ShutdownTarget
        || UnitNames.IsHolder(unit);

    /// <summary>Lists all.</summary>
    public async Task<UnitListing> AllAsync()
    {
        var definitions = index.Definitions;
        return index.Fill(await ListAsync(systemd.ListUnitsByPatternsAsync, Patterns), definitions);
    }

    /// <summary>
    /// Lists those of that name. By name systemd answers at once, but loads what is not loaded, and the events of that would wake the
    /// next pass, for ever: what was not loaded a moment ago is looked for among what is.
    /// </summary>
    public async Task<UnitListing> OfAsync(IReadOnlySet<string> names)
    {
        var found = new Dictionary<string, UnitStatus>(StringComparer.Ordinal);
        string[] loaded = [.. names.Where(index.WasLoaded)];
        // Where names have to be looked for anyway, a few more of them cost less than another call.
        if (loaded.Length == names.Count || loaded.Length > FewNames)
            Add((await ListAsync(systemd.ListUnitsByNamesAsync, loaded)).Where(row => !MayBeLoadedForQuestion(row)));
        string[] others = [.. names.Where(name => !found.ContainsKey(name))];
        if (others.Length > 0)
            Add(await ListAsync(systemd.ListUnitsByPatternsAsync, others));
        return index.Add(names, [.. found.Values]);

        // An alias is answered with the row of its unit, which has another name.
        void Add(IEnumerable<UnitStatus> rows)
        {
            foreach (var row in rows.Where(row => names.Contains(row.Name)))
                found[row.Name] = row;
        }
    }

    /// <summary>
    /// Whether systemd may have loaded a unit of that name for the question: one without a file is not found, but a slice needs none.
    /// </summary>
    public static bool MayBeLoadedForQuestion(UnitStatus row) => row.ActiveState == "inactive"
        && (row.LoadState == "not-found" || row.Name.EndsWith(".slice", StringComparison.Ordinal));

    private async Task<IReadOnlyList<UnitStatus>> ListAsync(
        Func<IReadOnlyList<string>, CancellationToken, Task<IReadOnlyList<UnitStatus>>> list, IReadOnlyList<string> names) =>
        await retries.DBusCall.ExecuteAsync(async token => await list(names, token), CancellationToken.None);
}
