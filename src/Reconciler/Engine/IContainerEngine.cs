using OciReconciler.Model.Observed;
using OciReconciler.Model.Workloads;

namespace OciReconciler.Engine;

/// <summary>
/// An engine's API, as far as the controller needs it: looking, and preparing images. Containers are made by units, never here.
/// Every member throws <see cref="EngineUnavailableException"/> when the engine does not answer. Thread-safe.
/// </summary>
internal interface IContainerEngine
{
    /// <summary>Which engine.</summary>
    Backend Backend { get; }

    /// <summary>The container of exactly that name, or null.</summary>
    Task<ObservedContainer?> InspectContainerAsync(string name, CancellationToken cancellationToken);

    /// <summary>Stops and removes a container; one that is not there is removed.</summary>
    Task RemoveContainerAsync(string id, CancellationToken cancellationToken);

    /// <summary>Id of the local image that a reference resolves to, or null.</summary>
    Task<string?> FindImageAsync(string reference, CancellationToken cancellationToken);

    /// <summary>Pulls an image. Throws <see cref="EngineException"/> when the registry or the engine refuses.</summary>
    /// <param name="reference">What to pull.</param>
    /// <param name="credentials">For its registry, or null: then none are sent.</param>
    /// <param name="progress">A line now and then.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task PullAsync(string reference, RegistryCredentials? credentials, IProgress<string> progress, CancellationToken cancellationToken);

    /// <summary>Loads an image archive. Throws <see cref="EngineException"/> when it is none.</summary>
    /// <returns>References that the engine says it loaded.</returns>
    Task<IReadOnlyList<string>> LoadAsync(Stream archive, CancellationToken cancellationToken);
}

/// <summary>Credentials for one request; held nowhere.</summary>
internal sealed record RegistryCredentials(string Registry, string Username, string Password)
{
    /// <summary>Without the password: this may reach a log.</summary>
    public override string ToString() => $"{Username} at {Registry}";
}
