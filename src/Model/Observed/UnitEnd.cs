using OciReconciler.Model.StartFailures;

namespace OciReconciler.Model.Observed;

/// <summary>What the last run of a unit that ended left in the journal.</summary>
/// <param name="Failure">Why the engine could not start the container; null: it could, and the container ended by itself.</param>
public sealed record UnitEnd(StartFailure? Failure);
