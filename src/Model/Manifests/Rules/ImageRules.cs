using OciReconciler.Model.Images;
using OciReconciler.Model.Manifests.Json;

namespace OciReconciler.Model.Manifests.Rules;

/// <summary>Images: what <see cref="ImageReference"/> reads, or an image's id. Here it is only said why something is neither.</summary>
internal static class ImageRules
{
    public static string? Check(string image)
    {
        if (TextRules.Name(image) is { } problem)
            return problem;
        if (ImageReference.TryParse(image, out _) || ImageReference.IsImageId(image))
            return null;
        return image.Contains("://", StringComparison.Ordinal)
            ? $"{Quoting.Quote(image)} is no image reference: leave out what stands before and including \"://\""
            : $"{Quoting.Quote(image)} is no image reference: {Why(image)}";
    }

    /// <summary>What somebody should know of an image's name, or null: both engines take the beginning of an id for a name.</summary>
    public static string? Doubt(string image) => image.All(char.IsAsciiHexDigitLower) && ImageReference.TryParse(image, out _)
        ? $"{Quoting.Quote(image)} could be the beginning of another image's id, which the engine would run: write {image}:TAG"
        : null;

    private static string Why(string image)
    {
        if (image.Any(char.IsWhiteSpace))
            return "it contains a blank";
        var at = image.IndexOf('@', StringComparison.Ordinal);
        var name = at < 0 ? image : image[..at];
        if (at >= 0 && ImageReference.TryParse(name, out _))
            return "after the '@' comes a digest: sha256: and 64 hexadecimal digits in lower case";
        if (name.Length > ImageReference.MaxNameLength && ImageReference.TryParse(name[^1..], out _))
            return $"the name of an image has at most {ImageReference.MaxNameLength} characters, and its tag at most 128";
        if (ImageReference.TryParse(name.ToLowerInvariant(), out _))
            return "the name of an image is in lower case";
        return name.EndsWith(':')
            ? "there is no tag after the ':'"
            : "write [HOST[:PORT]/]NAME[:TAG][@DIGEST], such as docker.io/library/nginx:1.27";
    }
}
