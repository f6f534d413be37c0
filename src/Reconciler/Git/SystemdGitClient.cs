using OciReconciler.Configuration;
using OciReconciler.DBus.Manager;

namespace OciReconciler.Git;

/// <summary>A repository through a worker in a transient unit, which is started by the first fetch and kept for later ones.</summary>
internal sealed class SystemdGitClient(
    GitSourceOptions source, GitSandboxPlace place, ISystemdManager systemd, TimeProvider time) : IGitClient
{
    private readonly GitClient _client =
        new(source, place.Unit, new GitSandboxUnit(source, place, Environment.ProcessPath!, systemd, time).StartAsync, time);

    /// <inheritdoc/>
    public Task<FetchedRevision> FetchAsync(FetchRequest request, CancellationToken cancellationToken) =>
        _client.FetchAsync(request, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _client.DisposeAsync();
}
