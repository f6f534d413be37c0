namespace OciReconciler.Webhooks;

/// <summary>Names of sources as webhooks have them: in a path, as a secret's file and as the file that wakes.</summary>
internal static class WebhookSource
{
    private const int MostCharacters = 63;

    /// <summary>The source of <c>/NAME</c>, or null when that can be none.</summary>
    public static string? OfTarget(string target) => target is ['/', .. var name] && IsName(name) ? name : null;

    /// <summary>Whether this can be a name: never a path, nor a hidden file.</summary>
    public static bool IsName(string text) =>
        text.Length is > 0 and <= MostCharacters && IsFirst(text[0])
        && text.All(character => IsFirst(character) || character is '-' or '.');

    private static bool IsFirst(char character) => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character);
}
