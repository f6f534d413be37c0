using System.Text.RegularExpressions;
using OciReconciler.Model.Manifests.Json;

namespace OciReconciler.Model.Manifests.Rules;

/// <summary>The grammar of image references: [HOST[:PORT]/]PATH[:TAG][@DIGEST], or an image's id.</summary>
internal static partial class ImageReference
{
    private const int MaxNameLength = 255;

    public static string? Check(string image)
    {
        if (TextRules.Name(image) is { } problem)
            return problem;
        if (image.Contains("://", StringComparison.Ordinal))
            return $"{Quoting.Quote(image)} is no image reference: leave out what stands before and including \"://\"";
        var match = Reference().Match(image);
        if (!match.Success)
            return Why(image);
        return match.Groups["name"].Length > MaxNameLength ? $"the name of an image has at most {MaxNameLength} characters" : Digest(image, match.Groups["digest"].Value);
    }

    private static string Why(string image)
    {
        var shown = Quoting.Quote(image);
        if (image.Any(char.IsWhiteSpace))
            return $"{shown} is no image reference: it contains a blank";
        var name = image.Split('@')[0];
        if (name.Any(char.IsAsciiLetterUpper) && Reference().IsMatch(name.ToLowerInvariant()))
            return $"{shown} is no image reference: the name of an image is in lower case";
        return image.EndsWith(':')
            ? $"{shown} is no image reference: there is no tag after the ':'"
            : $"{shown} is no image reference: write [HOST[:PORT]/]NAME[:TAG][@DIGEST], such as docker.io/library/nginx:1.27";
    }

    private static string? Digest(string image, string digest) =>
        digest.StartsWith("sha256:", StringComparison.Ordinal) && digest.Length != "sha256:".Length + 64
            ? $"{Quoting.Quote(image)} is no image reference: a sha256 digest has 64 hexadecimal digits"
            : null;

    [GeneratedRegex(
        @"\A(?:(?<id>sha256:[0-9a-f]{64})|(?<name>(?:(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\[[0-9a-fA-F:]+\])(?::[0-9]{1,5})?/)?[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*)*)(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(?:@(?<digest>[a-z][a-z0-9]*(?:[+._-][a-z][a-z0-9]*)*:[0-9a-fA-F]{32,}))?)\z",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Reference();
}
