using System.Globalization;
using OciReconciler.Model.Manifests.Json;
using OciReconciler.Model.Nodes;

namespace OciReconciler.Model.Manifests.Rules;

/// <summary>Rules for strings. Each returns what is wrong, or null.</summary>
internal static class TextRules
{
    private const int MaxNameLength = 1000;

    public static string? NoControl(string value)
    {
        foreach (var character in value)
        {
            if (char.IsControl(character) || character is '\u2028' or '\u2029')
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Quoting.Quote(value)} contains a control character (U+{(int)character:X4}), which is not allowed here: remove it");
        }

        return null;
    }

    /// <summary>One argument that follows an option; it may be empty.</summary>
    public static string? Argument(string value) => NoControl(value) ?? NoOption(value);

    /// <summary>Something that has to be there.</summary>
    public static string? Name(string value) => NotEmpty(value) ?? Argument(value);

    /// <summary>A name without blanks.</summary>
    public static string? Word(string value) => Name(value) ?? NoBlank(value);

    public static string? NoOption(string value) =>
        value.StartsWith('-')
            ? $"{Quoting.Quote(value)} begins with '-' and would be read as an option: options go into extraOptions"
            : null;

    public static string? NotEmpty(string value) => value.Length == 0 ? "must not be empty: give a value or leave it out" : null;

    public static string? Registry(string value)
    {
        if (Word(value) is { } problem)
            return problem;
        var colon = value.IndexOf("://", StringComparison.Ordinal);
        return colon >= 0 && value[..colon] is not ("http" or "https")
            ? $"{Quoting.Quote(value)} is no registry: write HOST[:PORT], with or without https://"
            : null;
    }

    /// <summary>Name of an environment variable.</summary>
    public static string? Variable(string name)
    {
        if (name.Length == 0)
            return "the name of a variable must not be empty";
        if (name.Length > MaxNameLength)
            return $"the name of a variable has more than {MaxNameLength} characters";
        return name.Contains('=', StringComparison.Ordinal) || name.Any(char.IsWhiteSpace) || NoControl(name) is not null
            ? $"{Quoting.Quote(name)} is no name of a variable: it must contain no '=', no blank and no control character"
            : null;
    }

    /// <summary>Key of a container's label.</summary>
    public static string? Label(string key)
    {
        if (key.Length is 0 or > MaxNameLength)
            return $"the key of a label must have 1 to {MaxNameLength} characters";
        if (key.StartsWith(Ownership.LabelPrefix, StringComparison.Ordinal))
            return $"{Quoting.Quote(key)}: labels under \"{Ownership.LabelPrefix}\" are the controller's own: use another prefix";
        return key.Contains('=', StringComparison.Ordinal)
            ? $"{Quoting.Quote(key)} is no key of a label: it must contain no '='"
            : NoControl(key);
    }

    /// <summary>Key of a label in metadata.</summary>
    public static string? MetadataLabel(string key) =>
        key.Length is 0 or > MaxNameLength ? $"the key of a label must have 1 to {MaxNameLength} characters" : NoControl(key);

    /// <summary>Key of a host's label.</summary>
    public static string? HostLabel(string key) =>
        NodeRules.LabelName(key) is { } problem ? $"{Quoting.Quote(key)} is no label of a host: {problem}" : null;

    /// <summary>Value of a host's label.</summary>
    public static string? HostLabelValue(string value) =>
        NodeRules.LabelValue(value) is { } problem ? $"{Quoting.Quote(value)} is no value of a host's label: {problem}" : null;

    /// <summary>Name of a value that manifests take in.</summary>
    public static string? ValueName(string name) =>
        NodeRules.ValueName(name) is { } problem ? $"{Quoting.Quote(name)} is no name of a value: {problem}" : null;

    /// <summary>User of a registry: what is sent to it has a ':' after the name.</summary>
    public static string? Username(string value) =>
        Name(value) ?? (value.Contains(':', StringComparison.Ordinal)
            ? $"{Quoting.Quote(value)} is no user name of a registry: it must contain no ':'"
            : null);

    /// <summary>User of the host.</summary>
    public static string? HostUser(string name) =>
        name.Length is > 0 and <= 256
        && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-' or '.')
        && name[0] is not ('-' or '.')
            ? null
            : $"{Quoting.Quote(name)} is no user of this host: write a user's name (letters, digits, '_', '-', '.')";

    private static string? NoBlank(string value) =>
        value.Any(char.IsWhiteSpace) ? $"{Quoting.Quote(value)} contains a blank, which is not allowed here" : null;
}
