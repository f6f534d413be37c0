namespace OciReconciler.Model.Nodes;

/// <summary>
/// The syntax of what is said of hosts. Each rule returns what is allowed, without a subject and without a full stop, or null: it is
/// right. Labels are those of Kubernetes. Pure; any thread.
/// </summary>
public static class NodeRules
{
    private const int MaxLabel = 63;
    private const int MaxName = 253;
    private const string Word = "letters, digits, '-', '_' and '.', with a letter or digit at both ends";

    /// <summary>Key of a label: <c>role</c>, <c>example.org/role</c>.</summary>
    public static string? LabelName(string name)
    {
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        var isName = IsWord(name[(slash + 1)..], MaxLabel) && (slash < 0 || IsWord(name[..slash], MaxName));
        return isName ? null : $"write 1 to {MaxLabel} {Word}; a domain and '/' may stand before them";
    }

    /// <summary>Value of a label; it may be empty.</summary>
    public static string? LabelValue(string value) =>
        value.Length == 0 || IsWord(value, MaxLabel) ? null : $"write at most {MaxLabel} {Word}";

    /// <summary>Name of a value: <c>DB_HOST</c>.</summary>
    public static string? ValueName(string name) =>
        name.Length is > 0 and <= MaxName
        && !char.IsAsciiDigit(name[0])
        && name.All(IsOfValueName)
            ? null
            : $"write 1 to {MaxName} letters (A to Z), digits and '_', and no digit first";

    /// <summary>Name of a host, which becomes the name of a file.</summary>
    public static string? HostName(string name) => IsWord(name, MaxName) ? null : $"write 1 to {MaxName} {Word}";

    /// <summary>Whether the name of a value may have the character in it.</summary>
    internal static bool IsOfValueName(char character) => char.IsAsciiLetterOrDigit(character) || character == '_';

    private static bool IsWord(string text, int most) =>
        text.Length > 0
        && text.Length <= most
        && char.IsAsciiLetterOrDigit(text[0])
        && char.IsAsciiLetterOrDigit(text[^1])
        && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.');
}
