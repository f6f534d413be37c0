using OciReconciler.Model.Images;

namespace OciReconciler.Engine;

/// <summary>
/// A container engine's API. Thread-safe. A failed call throws <see cref="EngineException"/>, an engine that is not there
/// <see cref="EngineUnavailableException"/>. Reads are tried again by themselves when the connection breaks; nothing else is. Every call
/// has a deadline.
/// </summary>
internal interface IContainerEngine : IDisposable
{
    /// <summary>Which engine.</summary>
    Backend Backend { get; }

    /// <summary>Returns when the engine answers.</summary>
    Task PingAsync(CancellationToken cancellationToken);

    /// <summary>The container of exactly that name, or null.</summary>
    Task<ObservedContainer?> InspectContainerAsync(string name, CancellationToken cancellationToken);

    /// <summary>All containers and images, by two requests, however many there are.</summary>
    Task<EngineListing> ListAsync(CancellationToken cancellationToken);

    /// <summary>Whether the engine has a network of that name.</summary>
    Task<bool> HasNetworkAsync(string name, CancellationToken cancellationToken);

    /// <summary>A local image, or null.</summary>
    /// <param name="reference">A reference or an id.</param>
    Task<LocalImage?> FindImageAsync(string reference, CancellationToken cancellationToken);

    /// <summary>Id (<c>sha256:HEX</c>) of a local image, or null.</summary>
    /// <param name="reference">A reference or an id.</param>
    async Task<string?> FindImageIdAsync(string reference, CancellationToken cancellationToken) =>
        (await FindImageAsync(reference, cancellationToken))?.Id;

    /// <summary>Gives an image that is there one more name; another image of that name loses it.</summary>
    /// <param name="repository">The name without the tag.</param>
    Task TagImageAsync(string imageId, string repository, string tag, CancellationToken cancellationToken);

    /// <summary>
    /// Takes a name away; the image goes with its last one, unless a container needs it. A name that is not there is fine.
    /// </summary>
    Task UntagImageAsync(string reference, CancellationToken cancellationToken);

    /// <summary>Pulls, whether or not the image is there. Not tried again here. Fails when nothing moves for ten minutes.</summary>
    /// <param name="credentials">Sent to whatever registry serves the image: the caller has checked that it is the right one.</param>
    /// <param name="progress">How far it is, each time the engine says so, which may be often; called on any thread.</param>
    Task PullAsync(
        ImageReference reference, RegistryCredentials? credentials, IProgress<ImageProgress>? progress,
        CancellationToken cancellationToken);

    /// <summary>Loads an image archive. Returns the references or ids that the engine says it has loaded.</summary>
    /// <param name="archive">docker or oci archive, compressed or not; read to its end.</param>
    Task<IReadOnlyList<string>> LoadAsync(Stream archive, CancellationToken cancellationToken);

    /// <summary>Logs in without keeping anything. A refused login is <see cref="EngineFailure.Unauthorized"/>.</summary>
    Task VerifyLoginAsync(RegistryCredentials credentials, CancellationToken cancellationToken);

    /// <summary>
    /// Stops a container (10 s grace) and removes it; one that was run with <c>--rm</c> with its anonymous volumes, as its engine would
    /// have. Returns when its name is free. One that is not there is fine.
    /// </summary>
    Task RemoveContainerAsync(string id, CancellationToken cancellationToken);

    /// <summary>
    /// Events of our containers (those with our label), from <see cref="EngineEvent.Opened"/> on. Ends when the engine ends the stream;
    /// throws as other calls when it cannot be opened or breaks.
    /// </summary>
    IAsyncEnumerable<EngineEvent> WatchAsync(CancellationToken cancellationToken);
}
