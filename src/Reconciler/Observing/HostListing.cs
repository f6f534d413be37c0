using OciReconciler.Engine;
using OciReconciler.Units;

namespace OciReconciler.Observing;

/// <summary>The whole host, read once: all units, and the containers and images of engines. Immutable.</summary>
/// <param name="Engines">Those that answered.</param>
internal sealed record HostListing(UnitListing Units, IReadOnlyDictionary<IContainerEngine, EngineListing> Engines);
