using System.Globalization;
using OciReconciler.DBus.Units;

namespace OciReconciler.Git;

/// <summary>Where a worker runs: its unit, and how that has a directory to write to. Pure.</summary>
/// <param name="Unit">The unit's name.</param>
/// <param name="Directory">Properties of the unit that give it the directory, and tell the worker in <c>CACHE_DIRECTORY</c>.</param>
internal sealed record GitSandboxPlace(string Unit, ImmutableArray<TransientProperty> Directory)
{
    private const uint OwnerOnly = 0b111_000_000;

    /// <summary>The controller's own for a source: the directory is kept, and the next worker goes on there.</summary>
    public static GitSandboxPlace OfController(string source) => new(
        $"oci-reconciler-git-{source}.service",
        [
            new TransientProperty.Texts("CacheDirectory", [$"oci-reconciler-git/{source}"]),
            new TransientProperty.Number("CacheDirectoryMode", OwnerOnly),
        ]);

    /// <summary>
    /// One of a plan, beside the controller's: its directory is in the unit's private <c>/var/tmp</c>, and is gone with the unit.
    /// </summary>
    /// <param name="process">The id of the planning process, so that two plans do not meet.</param>
    public static GitSandboxPlace OfPlan(string source, int process)
    {
        // No source has "_" in its name, so that no source's own unit is called like this.
        var name = string.Create(CultureInfo.InvariantCulture, $"oci-reconciler-git-{source}_plan-{process}");
        return new($"{name}.service", [new TransientProperty.Texts("Environment", [$"CACHE_DIRECTORY=/var/tmp/{name}"])]);
    }
}
