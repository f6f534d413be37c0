using OciReconciler.Executing;
using OciReconciler.Model.Workloads;

namespace OciReconciler.Engine;

/// <summary>One engine for each backend.</summary>
internal sealed class EngineRegistry(IContainerEngine podman, IContainerEngine docker)
{
    /// <summary>Both.</summary>
    public IReadOnlyList<IContainerEngine> All { get; } = [podman, docker];

    /// <summary>The engines behind two sockets. Nothing is connected yet.</summary>
    /// <param name="podmanSocket">Path.</param>
    /// <param name="dockerSocket">Path.</param>
    /// <param name="activatePodman">Starts podman's socket.</param>
    /// <param name="retries">For reads.</param>
    public static EngineRegistry Create(
        string podmanSocket, string dockerSocket, Func<CancellationToken, Task> activatePodman, RetryPipelines retries) =>
        new(
            new DockerEngine(Backend.Podman, podmanSocket, activatePodman, retries),
            new DockerEngine(Backend.Docker, dockerSocket, _ => Task.CompletedTask, retries));

    /// <summary>The engine of a backend.</summary>
    public IContainerEngine Of(Backend backend) => backend == Backend.Docker ? docker : podman;
}
