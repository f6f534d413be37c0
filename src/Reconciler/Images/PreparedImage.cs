using System.Collections.Immutable;
using OciReconciler.Model.Planning;

namespace OciReconciler.Images;

/// <summary>An image that is there, so that a unit can start without a registry.</summary>
/// <param name="Id">Its id, <c>sha256:HEX</c>.</param>
/// <param name="Warnings">What went wrong on the way without stopping it.</param>
internal sealed record PreparedImage(string Id, ImmutableArray<PrepareWarning> Warnings);
