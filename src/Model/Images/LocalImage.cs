namespace OciReconciler.Model.Images;

/// <summary>An image that an engine has.</summary>
/// <param name="Id">Its id, <c>sha256:HEX</c>.</param>
/// <param name="Digest">
/// Digest of its manifest in the repository that it was looked up in, <c>ALGORITHM:HEX</c>; null when the engine knows none there, such as
/// for an image built on the host, or when it was looked up by its id.
/// </param>
public sealed record LocalImage(string Id, string? Digest)
{
    /// <summary>Finds the digest among what both engines call RepoDigests.</summary>
    /// <param name="reference">What it was looked up by; a reference or an id.</param>
    public static LocalImage Of(string id, string reference, IEnumerable<string> repoDigests) =>
        new(id, ImageReference.TryParse(reference, out var wanted)
            ? repoDigests.Select(known => DigestIn(known, wanted)).FirstOrDefault(digest => digest is not null)
            : null);

    private static string? DigestIn(string known, ImageReference wanted) =>
        ImageReference.TryParse(known, out var its)
        && (its.Registry, its.Repository) == (wanted.Registry, wanted.Repository)
        && (wanted.Digest is null || wanted.Digest == its.Digest)
            ? its.Digest
            : null;
}
