using OciReconciler.Model.Workloads;

namespace OciReconciler.Engine;

/// <summary>Where the engines listen.</summary>
internal sealed record EngineOptions
{
    /// <summary>docker's socket: a path, or <c>unix://PATH</c> as DOCKER_HOST has it.</summary>
    public string DockerSocket { get; init; } = "/run/docker.sock";

    /// <summary>podman's socket: a path, or <c>unix://PATH</c>.</summary>
    public string PodmanSocket { get; init; } = "/run/podman/podman.sock";

    /// <summary>Brings podman's socket up; called when nobody answers there. May throw; null: nothing can be done.</summary>
    public Func<CancellationToken, Task>? EnsurePodman { get; init; }

    /// <summary>Path of an engine's socket.</summary>
    /// <exception cref="ArgumentException">The option names another kind of endpoint.</exception>
    public string SocketOf(Backend backend)
    {
        const string Scheme = "unix://";
        var socket = backend == Backend.Docker ? DockerSocket : PodmanSocket;
        var path = socket.StartsWith(Scheme, StringComparison.Ordinal) ? socket[Scheme.Length..] : socket;
        return Path.IsPathRooted(path)
            ? path
            : throw new ArgumentException(
                $"{BackendNames.Of(backend)} cannot be reached at \"{socket}\": only unix sockets are supported. Give an absolute path or unix://PATH.");
    }
}
