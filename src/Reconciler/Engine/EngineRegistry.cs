using OciReconciler.Executing;
using OciReconciler.Model.Workloads;

namespace OciReconciler.Engine;

/// <summary>One engine for each backend. Owns them.</summary>
internal sealed class EngineRegistry : IDisposable
{
    private readonly Dictionary<Backend, IContainerEngine> _engines;

    /// <summary>Of given engines, one a backend.</summary>
    public EngineRegistry(params IEnumerable<IContainerEngine> engines) => _engines = engines.ToDictionary(engine => engine.Backend);

    /// <summary>All engines.</summary>
    public IReadOnlyCollection<IContainerEngine> All => _engines.Values;

    /// <summary>Engines that are reached over their sockets. Nothing is connected yet.</summary>
    public static EngineRegistry Create(EngineOptions options, RetryPipelines pipelines, TimeProvider time) =>
        new(
            new DockerEngine(new EngineCaller(Backend.Podman, options.SocketOf(Backend.Podman), options.EnsurePodman, time), pipelines, time),
            new DockerEngine(new EngineCaller(Backend.Docker, options.SocketOf(Backend.Docker), null, time), pipelines, time));

    /// <summary>The engine of a backend.</summary>
    public IContainerEngine For(Backend backend) => _engines[backend];

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var engine in _engines.Values) engine.Dispose();
    }
}
