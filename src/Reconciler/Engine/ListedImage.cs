namespace OciReconciler.Engine;

/// <summary>An image as a listing has it.</summary>
/// <param name="Id">Its id, <c>sha256:HEX</c>.</param>
/// <param name="Tags">Its names with their tags, as the engine writes them.</param>
/// <param name="Digests">Its names with the digests of its manifests, as the engine writes them.</param>
internal sealed record ListedImage(string Id, ImmutableArray<string> Tags, ImmutableArray<string> Digests);
