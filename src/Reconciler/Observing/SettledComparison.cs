using OciReconciler.Engine;
using OciReconciler.Model.Images;
using OciReconciler.Units;

namespace OciReconciler.Observing;

/// <summary>Whether listings show what a pass observed of a settled workload. Pure.</summary>
internal static class SettledComparison
{
    /// <summary>The same units with the same marks in the same states, and no other that is marked with the workload.</summary>
    public static bool HasSameUnits(SettledWorkload settled, UnitListing listing)
    {
        var (key, observed) = (settled.Member.Key, settled.Observed);
        if (!IsSame(observed.Holder, listing.FindActive(settled.Holder)))
            return false;
        foreach (var (name, unit) in observed.Units)
        {
            if (!IsSame(unit, listing.Find(name)))
                return false;
        }

        return listing.Marked(key).All(observed.Units.ContainsKey)
            && (observed.Units.ContainsKey(settled.Member.Unit) || listing.Row(settled.Member.Unit) is null);
    }

    /// <summary>The same container in the same state, and the same image.</summary>
    public static bool HasSameContainer(SettledWorkload settled, EngineListing listing) =>
        listing.IsAsInspected(settled.Member.Key.Name, settled.Observed.Container)
        && TryFindImageInForce(settled, listing, out var image)
        && image?.Id == settled.Observed.ImageId
        && image?.Digest == settled.Observed.ImageDigest;

    private static bool IsSame(ObservedUnit? unit, MarkedRow? found)
    {
        if (unit is null || found is not { Row: var row, Mark: var mark })
            return unit is null && found is null;
        return unit.LoadState == row.LoadState
            && unit.ActiveState == row.ActiveState
            && unit.SubState == row.SubState
            && unit.JobId == row.JobId
            && unit.Mark == mark;
    }

    // After a rollback the stable revision's image counts for as long as the engine has it, as for an observation.
    private static bool TryFindImageInForce(SettledWorkload settled, EngineListing listing, out LocalImage? image)
    {
        var stable = settled.Wanted.Rollback?.ImageId;
        if (stable is { Length: > 0 } && listing.Images.TryFind(stable, out image) && image is not null)
            return true;
        return listing.Images.TryFind(settled.ImageName, out image);
    }
}
