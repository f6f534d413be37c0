using OciReconciler.Engine;
using OciReconciler.Model.Images;

namespace OciReconciler.Observing;

/// <summary>
/// What an engine says of an image and a container: by a listing where that cannot say anything else than an inspection, else asked for.
/// </summary>
/// <param name="listing">A listing that is fresh enough, or null.</param>
internal sealed class EngineAnswers(IContainerEngine engine, EngineListing? listing)
{
    /// <summary>The engine.</summary>
    public IContainerEngine Engine => engine;

    /// <inheritdoc cref="IContainerEngine.FindImageAsync"/>
    public async Task<LocalImage?> FindImageAsync(string reference, CancellationToken cancellationToken)
    {
        // podman lists a manifest list by its own id, and inspects the image in it that is this host's.
        var isTold = engine.Backend == Backend.Docker && listing is not null;
        return isTold && listing!.Images.TryFind(reference, out var image)
            ? image
            : await engine.FindImageAsync(reference, cancellationToken);
    }

    /// <inheritdoc cref="IContainerEngine.InspectContainerAsync"/>
    public async Task<ObservedContainer?> InspectContainerAsync(string name, CancellationToken cancellationToken) =>
        // Of one that is there an inspection says more: when it was started, how it ended, podman's health.
        listing is not null && !listing.Containers.ContainsKey(name)
            ? null
            : await engine.InspectContainerAsync(name, cancellationToken);
}
