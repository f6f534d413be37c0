namespace OciReconciler.Engine;

/// <summary>Where an engine answers, and what it is called in messages.</summary>
/// <param name="Socket">Absolute path of its unix socket.</param>
/// <param name="Unit">The unit that listens there.</param>
/// <param name="Service">The unit that answers.</param>
/// <param name="User">Login name of the user it belongs to; null for root.</param>
internal sealed record EngineEndpoint(Backend Backend, string Socket, string Unit, string Service, string? User = null)
{
    /// <summary>"podman", "docker", or "podman of redis".</summary>
    public string Name => User is null ? BackendNames.Of(Backend) : $"{BackendNames.Of(Backend)} of {User}";

    /// <summary>root's podman.</summary>
    public static EngineEndpoint Podman(string socket) => new(Backend.Podman, socket, "podman.socket", "podman.service");

    /// <summary>docker.</summary>
    public static EngineEndpoint Docker(string socket) => new(Backend.Docker, socket, "docker.service", "docker.service");
}
