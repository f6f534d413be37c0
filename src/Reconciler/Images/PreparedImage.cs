using OciReconciler.Model.Units;

namespace OciReconciler.Images;

/// <summary>An image that is there, so that a unit can start without a registry.</summary>
/// <param name="Id">
/// Its id, <c>sha256:HEX</c>; <see cref="UnknownId"/> where the controller observes no image (<see cref="NotWatched"/>).
/// </param>
/// <param name="Warnings">What went wrong on the way without stopping it.</param>
internal sealed record PreparedImage(string Id, ImmutableArray<PrepareWarning> Warnings)
{
    /// <summary>Stands for the id of an image that is not observed.</summary>
    public const string UnknownId = "";
}
