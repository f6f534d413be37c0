using OciReconciler.Engine;
using OciReconciler.Units;

namespace OciReconciler.Observing;

/// <summary>The whole host, read once: all units, and the containers and images of engines. Compared by reference.</summary>
/// <param name="units">All loaded units.</param>
/// <param name="engines">Engines that answered.</param>
/// <param name="beganAt">Timestamp of the controller's clock from before anything was read.</param>
internal sealed class HostListing(UnitListing units, IReadOnlyDictionary<IContainerEngine, EngineListing> engines, long beganAt)
{
    /// <summary>All loaded units.</summary>
    public UnitListing Units => units;

    /// <summary>Engines that were asked and answered.</summary>
    public IReadOnlyDictionary<IContainerEngine, EngineListing> Engines => engines;

    /// <summary>Before that nothing was read.</summary>
    public long BeganAt => beganAt;
}
