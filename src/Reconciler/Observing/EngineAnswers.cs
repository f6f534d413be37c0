using OciReconciler.Engine;
using OciReconciler.Model.Images;

namespace OciReconciler.Observing;

/// <summary>What an engine says of an image and a container: by a listing as far as that tells, else asked for.</summary>
/// <param name="listing">A listing that is fresh enough, or null.</param>
internal sealed class EngineAnswers(IContainerEngine engine, EngineListing? listing)
{
    /// <summary>The engine.</summary>
    public IContainerEngine Engine => engine;

    /// <inheritdoc cref="IContainerEngine.FindImageAsync"/>
    public async Task<LocalImage?> FindImageAsync(string reference, CancellationToken cancellationToken) =>
        listing is not null && listing.Images.TryFind(reference, out var image)
            ? image
            : await engine.FindImageAsync(reference, cancellationToken);

    /// <inheritdoc cref="IContainerEngine.InspectContainerAsync"/>
    /// <param name="needsHealth">What its health check says matters, and not every listing has that.</param>
    public async Task<ObservedContainer?> InspectContainerAsync(string name, bool needsHealth, CancellationToken cancellationToken)
    {
        if (listing is null)
            return await engine.InspectContainerAsync(name, cancellationToken);
        if (!listing.Containers.TryGetValue(name, out var found))
            return null;
        // Of one that does not run an inspection says more.
        return found.State == "running" && (found.Health is not null || !needsHealth)
            ? new(found.Id, found.ImageId, found.Owner, found.State, 0, StartedAt: null, found.Health ?? HealthState.None)
            : await engine.InspectContainerAsync(name, cancellationToken);
    }
}
