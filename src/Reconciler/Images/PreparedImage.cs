using System.Collections.Immutable;

namespace OciReconciler.Images;

/// <summary>An image that is there, so that a unit can start without a registry.</summary>
/// <param name="Id">Its id, <c>sha256:HEX</c>.</param>
/// <param name="Warnings">Sentences for people about what went wrong on the way without stopping it.</param>
internal sealed record PreparedImage(string Id, ImmutableArray<string> Warnings);
