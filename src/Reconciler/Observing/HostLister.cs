using OciReconciler.Engine;
using OciReconciler.Units;

namespace OciReconciler.Observing;

/// <summary>Reads the whole host at once. Changes nothing.</summary>
internal sealed class HostLister(UnitLister units, EngineRegistry engines)
{
    /// <summary>All loaded units. Throws BusException.</summary>
    public Task<UnitListing> ListUnitsAsync(CancellationToken cancellationToken) => units.ListAllAsync(cancellationToken);

    /// <summary>The containers and images of the engines that run these workloads. An engine that does not answer is left out.</summary>
    /// <param name="listing">The units.</param>
    /// <param name="specs">The workloads.</param>
    public async Task<HostListing> ListEnginesAsync(
        UnitListing listing, IEnumerable<WorkloadSpec> specs, CancellationToken cancellationToken)
    {
        var asked = specs.Select(EngineOf).OfType<IContainerEngine>().Distinct().ToList();
        var answers = await Task.WhenAll(asked.Select(engine => TryListAsync(engine, cancellationToken)));
        var answered = asked.Zip(answers).Where(pair => pair.Second is not null);
        return new HostListing(listing, answered.ToDictionary(pair => pair.First, pair => pair.Second!));
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

    private static async Task<EngineListing?> TryListAsync(IContainerEngine engine, CancellationToken cancellationToken)
    {
        try
        {
            return await engine.ListAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is EngineException or EngineUnavailableException)
        {
            // Passes over its workloads report what is wrong with it.
            return null;
        }
    }
}
