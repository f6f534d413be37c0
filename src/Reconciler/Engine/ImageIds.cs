namespace OciReconciler.Engine;

/// <summary>Ids of images, in the one form that is compared.</summary>
internal static class ImageIds
{
    private const string Algorithm = "sha256:";

    /// <summary><c>sha256:HEX</c>, which docker writes; podman leaves the algorithm out.</summary>
    public static string Full(string id) => id.StartsWith(Algorithm, StringComparison.Ordinal) ? id : Algorithm + id;
}
