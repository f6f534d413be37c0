using OciReconciler.DBus.Units;

namespace OciReconciler.Units;

/// <summary>A row of a listing with the mark that its description has.</summary>
/// <param name="Mark">Null: the unit is not ours.</param>
internal readonly record struct MarkedRow(UnitStatus Row, OwnershipMark? Mark);
