using OciReconciler.Engine;
using OciReconciler.Units;

namespace OciReconciler.Observing;

/// <summary>Reads the whole host at once. Changes nothing.</summary>
internal sealed class HostLister(UnitLister units, EngineRegistry engines, TimeProvider time)
{
    private static readonly Dictionary<IContainerEngine, EngineListing> NoEngines = [];

    /// <summary>All loaded units, and no engine. Throws BusException.</summary>
    public async Task<HostListing> ListUnitsAsync(CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        return new HostListing(await units.ListAllAsync(cancellationToken), NoEngines, began);
    }

    /// <summary>The same with the engines that run these workloads. An engine that does not answer in time is left out.</summary>
    /// <param name="listing">What was read already: none of it is read again.</param>
    /// <param name="specs">The workloads.</param>
    /// <param name="patience">How long each engine may take.</param>
    public async Task<HostListing> AddEnginesAsync(
        HostListing listing, IEnumerable<WorkloadSpec> specs, TimeSpan patience, CancellationToken cancellationToken)
    {
        var asked = specs.Select(EngineOf).OfType<IContainerEngine>().Distinct().Where(engine => !listing.Engines.ContainsKey(engine))
            .ToList();
        var answers = await Task.WhenAll(asked.Select(engine => TryListAsync(engine, patience, cancellationToken)));
        var all = new Dictionary<IContainerEngine, EngineListing>(listing.Engines);
        foreach (var (engine, answer) in asked.Zip(answers))
        {
            if (answer is not null)
                all[engine] = answer;
        }

        return new HostListing(listing.Units, all, listing.BeganAt);
    }

    /// <summary>The engine that runs a workload; null: this host does not have the workload's user.</summary>
    public IContainerEngine? EngineOf(WorkloadSpec spec)
    {
        try
        {
            return engines.Of(spec);
        }
        catch (EngineUnavailableException)
        {
            return null;
        }
    }

    private async Task<EngineListing?> TryListAsync(IContainerEngine engine, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await engine.ListAsync(either.Token);
        }
        catch (Exception failure) when (
            failure is EngineException or EngineUnavailableException
            || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // Passes over its workloads report what is wrong with it.
            return null;
        }
    }
}
