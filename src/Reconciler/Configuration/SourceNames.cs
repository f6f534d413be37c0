namespace OciReconciler.Configuration;

/// <summary>Names of git sources. Directories, units and files are named after them. Pure.</summary>
internal static class SourceNames
{
    private const int MaxLength = 63;

    /// <summary>
    /// Whether a source can have that name: lower-case letters and digits of ASCII, dashes and dots, a letter or digit at both ends, no two
    /// dots together.
    /// </summary>
    public static bool IsValid(string? name) =>
        name is { Length: > 0 and <= MaxLength }
        && name.All(character => IsPlain(character) || character is '-' or '.')
        && IsPlain(name[0]) && IsPlain(name[^1])
        && !name.Contains("..", StringComparison.Ordinal);

    /// <summary>The name that a source has by its URL: the last segment, without <c>.git</c>; or null, when that makes no name.</summary>
    public static string? OfUrl(string url)
    {
        var last = url.TrimEnd('/').Split('/', ':')[^1];
        var bare = last.EndsWith(".git", StringComparison.Ordinal) ? last[..^".git".Length] : last;
        var name = new string([.. bare.ToLowerInvariant().Select(character => IsPlain(character) || character == '.' ? character : '-')])
            .Trim('-', '.');
        return IsValid(name) ? name : null;
    }

    private static bool IsPlain(char character) => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character);
}
