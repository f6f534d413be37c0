namespace OciReconciler.UnitTests.Simulation.Model;

/// <summary>Something that can be done to a host.</summary>
/// <param name="Weight">How often, against the others.</param>
/// <param name="Do">Does it, and says what was done; null: it makes no sense now.</param>
internal sealed record Operation(int Weight, Func<string?> Do);
