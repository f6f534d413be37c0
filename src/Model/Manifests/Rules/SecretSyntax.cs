using System.Globalization;
using OciReconciler.Model.Manifests.Json;

namespace OciReconciler.Model.Manifests.Rules;

/// <summary>The grammar of a secret's fields. Each rule returns what is wrong, or null.</summary>
internal static class SecretSyntax
{
    /// <summary>What a secret may be called.</summary>
    public const string NamePattern = "^[a-zA-Z0-9][a-zA-Z0-9_.-]*$";

    /// <summary>UID or UID:GID.</summary>
    public const string OwnerPattern = "^[0-9]+(:[0-9]+)?$";

    /// <summary>Octal digits.</summary>
    public const string ModePattern = "^0[0-7]{3}$";

    private const int MaxNameLength = 64;

    // The kernel takes 2^32 - 1 for "no change".
    private const uint MostId = uint.MaxValue - 1;

    /// <summary>It becomes the name of a file.</summary>
    public static string? Name(string name) =>
        name.Length is > 0 and <= MaxNameLength
        && char.IsAsciiLetterOrDigit(name[0])
        && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '.' or '-')
            ? null
            : $"{Quoting.Quote(name)} is no name of a secret: letters, digits, '_', '.' and '-' are allowed, at most {MaxNameLength}, the "
                + "first a letter or digit";

    /// <summary>A path in the container, which stands in a list with commas on the engine's command line.</summary>
    public static string? Target(string path)
    {
        if (PathRules.Absolute(path) is { } problem)
            return problem;
        if (path.AsSpan().IndexOfAny(",\":") >= 0)
            return $"{Quoting.Quote(path)} has ',', ':' or '\"' in it, which the engines cannot take here: choose another path";
        return path.Split('/').Any(name => name is "." or "..")
            ? $"{Quoting.Quote(path)} has \".\" or \"..\" in it: write the path without"
            : null;
    }

    /// <summary>A path below the source's path.</summary>
    public static string? RepositoryFile(string path)
    {
        if ((TextRules.NotEmpty(path) ?? TextRules.NoControl(path)) is { } problem)
            return problem;
        if (path[0] == '/')
            return $"{Quoting.Quote(path)} is absolute: write the path in the repository, below the source's path";
        return path.Split('/').Any(name => name is "" or "." or "..")
            ? $"{Quoting.Quote(path)} has an empty name, \".\" or \"..\" in it: write the path below the source's path, such as "
            + "secrets/db.age"
            : null;
    }

    /// <summary>Numbers: names of users are the container's, which the host does not know.</summary>
    public static string? Owner(string owner) =>
        owner.Split(':') is { Length: 1 or 2 } ids && ids.All(id => IdOf(id) is not null)
            ? null
            : $"{Quoting.Quote(owner)} is no owner: write UID or UID:GID, in numbers";

    /// <summary>The mode of a file that nobody runs, and whoever owns it reads.</summary>
    public static string? Mode(string mode) =>
        mode.Length == 4 && mode[0] == '0' && mode[1] is '4' or '6' && mode[2] is '0' or '4' or '6' && mode[3] is '0' or '4'
            ? null
            : $"{Quoting.Quote(mode)} is no mode of a secret: write one such as 0400, 0440 or 0444";

    private static uint? IdOf(string text) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id <= MostId ? id : null;
}
