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

    /// <summary>The engines behind two sockets. Nothing is connected yet.</summary>
    /// <param name="podmanSocket">A path, or <c>unix://PATH</c>.</param>
    /// <param name="dockerSocket">A path, or <c>unix://PATH</c> as DOCKER_HOST has it.</param>
    /// <param name="activatePodman">Brings podman's socket up; called when nobody answers there. May throw.</param>
    /// <param name="retries">For reads.</param>
    /// <param name="time">For deadlines.</param>
    public static EngineRegistry Create(
        string podmanSocket, string dockerSocket, Func<CancellationToken, Task>? activatePodman, RetryPipelines retries, TimeProvider time) =>
        new(
            new DockerEngine(new EngineCaller(Backend.Podman, PathOf(podmanSocket), activatePodman, time), retries, time),
            new DockerEngine(new EngineCaller(Backend.Docker, PathOf(dockerSocket), null, time), retries, time));

    /// <summary>The engine of a backend.</summary>
    public IContainerEngine Of(Backend backend) => _engines[backend];

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var engine in _engines.Values) engine.Dispose();
    }

    private static string PathOf(string socket)
    {
        const string Scheme = "unix://";
        var path = socket.StartsWith(Scheme, StringComparison.Ordinal) ? socket[Scheme.Length..] : socket;
        return Path.IsPathRooted(path)
            ? path
            : throw new ArgumentException($"an engine cannot be reached at \"{socket}\": only unix sockets are supported. Give an absolute path or unix://PATH.");
    }
}
