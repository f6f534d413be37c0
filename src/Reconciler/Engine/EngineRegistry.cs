using System.Collections.Concurrent;
using OciReconciler.Host;
using OciReconciler.Resilience;

namespace OciReconciler.Engine;

/// <summary>One engine for each backend, and podman once more for each user that runs it. Owns them. Thread-safe.</summary>
internal sealed class EngineRegistry : IDisposable
{
    private readonly Dictionary<Backend, IContainerEngine> _engines;
    private readonly RootlessPodman? _users;
    private readonly ConcurrentDictionary<uint, Lazy<IContainerEngine>> _userEngines = new();

    /// <summary>Of given engines, one a backend.</summary>
    public EngineRegistry(params IEnumerable<IContainerEngine> engines) => _engines = engines.ToDictionary(engine => engine.Backend);

    private EngineRegistry(RootlessPodman? users, params IEnumerable<IContainerEngine> engines)
        : this(engines) => _users = users;

    /// <summary>podman of users that were asked for so far.</summary>
    public IEnumerable<IContainerEngine> OfUsers => _userEngines.Values.Select(engine => engine.Value);

    /// <summary>All engines that were asked for so far, root's first.</summary>
    public IEnumerable<IContainerEngine> All => [.. _engines.Values, .. OfUsers];

    /// <summary>The engines behind two sockets. Nothing is connected yet.</summary>
    /// <param name="podmanSocket">A path, or <c>unix://PATH</c>.</param>
    /// <param name="dockerSocket">A path, or <c>unix://PATH</c> as DOCKER_HOST has it.</param>
    /// <param name="activatePodman">Brings podman's socket up; called when nobody answers there. May throw.</param>
    /// <param name="users">podman of other users; null: there is none.</param>
    public static EngineRegistry Create(
        string podmanSocket, string dockerSocket, Func<CancellationToken, Task>? activatePodman, RootlessPodman? users,
        RetryPipelines retries, TimeProvider time) =>
        new(
            users,
            new DockerEngine(new EngineCaller(EngineEndpoint.Podman(PathOf(podmanSocket)), activatePodman, time), retries, time),
            new DockerEngine(new EngineCaller(EngineEndpoint.Docker(PathOf(dockerSocket)), null, time), retries, time));

    /// <summary>root's engine of a backend.</summary>
    public IContainerEngine Of(Backend backend) => _engines[backend];

    /// <summary>The engine that runs a workload: podman keeps the containers and images of each user apart.</summary>
    /// <exception cref="EngineUnavailableException">This host does not have the workload's user.</exception>
    public IContainerEngine Of(WorkloadSpec spec)
    {
        if (spec.RootlessUser is not { } name)
            return Of(spec.Backend);
        if (_users is null || HostUsers.Find(name) is not { } user)
            throw new EngineUnavailableException($"podman of {name} cannot be asked: there is no such user on this host.");
        return _userEngines.GetOrAdd(user.Uid, _ => new Lazy<IContainerEngine>(() => _users.Create(user))).Value;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var engine in All) engine.Dispose();
    }

    private static string PathOf(string socket)
    {
        const string Scheme = "unix://";
        var path = socket.StartsWith(Scheme, StringComparison.Ordinal) ? socket[Scheme.Length..] : socket;
        return Path.IsPathRooted(path)
            ? path
            : throw new ArgumentException(
                $"an engine cannot be reached at \"{socket}\": only unix sockets are supported. Give an absolute path or unix://PATH.");
    }
}
