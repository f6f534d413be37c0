[assembly: AssemblyFixture(typeof(OciReconciler.IntegrationTests.Fixtures.Labs))]

namespace OciReconciler.IntegrationTests.Fixtures;

/// <summary>
/// All labs of a test run. A test takes the shared lab of a release, where it uses names of its own and breaks nothing,
/// or boots one for itself. Labs are booted when first asked for, and removed with their volumes when the run ends.
/// </summary>
public sealed class Labs : IAsyncLifetime
{
    private readonly LabContainers _containers = new();
    private readonly Dictionary<DebianRelease, Task<Lab>> _shared = [];
    private readonly Lock _lock = new();

    /// <summary>The lab of a release that all tests share.</summary>
    public Task<Lab> SharedAsync(DebianRelease release)
    {
        lock (_lock)
        {
            if (!_shared.TryGetValue(release, out var lab))
            {
                _shared[release] = lab = OwnAsync(release);
            }

            return lab;
        }
    }

    /// <summary>A new lab for a test that needs it alone, such as one that reboots it: <c>await using</c> removes it.</summary>
    public Task<Lab> OwnAsync(DebianRelease release) => Lab.BootAsync(_containers, LabSettings.FromEnvironment(), release);

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => await _containers.RemoveLeftoversAsync(CancellationToken.None);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var booting in _shared.Values)
        {
            if (booting.IsCompletedSuccessfully)
            {
                await (await booting).DisposeAsync();
            }
        }

        _containers.Dispose();
    }
}
