namespace OciReconciler.IntegrationTests.Fixtures;

/// <summary>
/// A host of each release with a controller that runs: the tests of this collection share them one after the other, with workload names of
/// their own.
/// </summary>
public sealed class ReleaseHosts(Labs labs) : ICollectionFixture<ReleaseHosts>, IAsyncLifetime
{
    private readonly Dictionary<DebianRelease, Controller> _controllers = [];

    /// <summary>The controller of the host of a release, which is booted when it is first asked for.</summary>
    public async Task<Controller> OfAsync(DebianRelease release)
    {
        if (_controllers.TryGetValue(release, out var known))
            return known;
        var controller = await Controller.InstallAsync(await labs.OwnAsync(release));
        _controllers[release] = controller;
        // Whatever else is declared at the moment: each test may remove what it declared.
        await controller.ConfigureAsync("{\"allowMassRemoval\": true}");
        await controller.StartAsync();
        return controller;
    }

    /// <inheritdoc/>
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var controller in _controllers.Values)
            await controller.Lab.DisposeAsync();
    }
}
