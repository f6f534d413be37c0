using OciReconciler.Engine;
using OciReconciler.Images;
using OciReconciler.Model.Images;
using OciReconciler.Model.Observed;
using OciReconciler.Model.Workloads;

namespace OciReconciler.Observing;

/// <summary>The container half of an observation. An engine that does not answer leaves it unknown: what runs is systemd's to say.</summary>
internal sealed class ContainerObserver(EngineRegistry engines, IInputDigests digests)
{
    /// <summary>Adds what the engine says to <paramref name="workload"/>.</summary>
    /// <param name="workload">The unit half.</param>
    /// <param name="spec">The desired spec, or null when nothing desires it: both engines are asked then.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<ObservedWorkload> AddAsync(ObservedWorkload workload, WorkloadSpec? spec, CancellationToken cancellationToken)
    {
        if (spec is null)
            return workload with { Container = await OnAnyAsync(workload.Key, cancellationToken) };
        try
        {
            var engine = engines.Of(spec);
            return workload with
            {
                Container = await engine.InspectContainerAsync(spec.Key.Name, cancellationToken),
                ContainerIsKnown = true,
                InputsHash = await InputsAsync(engine, spec, cancellationToken),
            };
        }
        catch (Exception failure) when (failure is EngineUnavailableException or EngineException)
        {
            return workload;
        }
    }

    private async Task<string?> InputsAsync(IContainerEngine engine, WorkloadSpec spec, CancellationToken cancellationToken)
    {
        var name = ImageReference.TryParse(spec.Image, out var reference) ? reference.LookupName : spec.Image;
        if (await engine.FindImageAsync(name, cancellationToken) is not { } image)
            return null;
        try
        {
            return SpecHash.Inputs(image, await digests.OfAsync(spec, cancellationToken));
        }
        catch (ImagePrepareException)
        {
            // A file that is gone changes nothing that runs; preparing says so when it matters.
            return null;
        }
    }

    private async Task<ObservedContainer?> OnAnyAsync(WorkloadKey key, CancellationToken cancellationToken)
    {
        foreach (var engine in engines.All)
        {
            try
            {
                if (await engine.InspectContainerAsync(key.Name, cancellationToken) is { } container && container.Owner == key.Name)
                    return container;
            }
            catch (Exception failure) when (failure is EngineUnavailableException or EngineException)
            {
                // The other engine may have it.
            }
        }

        return null;
    }
}
