namespace OciReconciler.Configuration;

/// <summary>
/// Settings that name a file, or by <c>credential:NAME</c> a credential that systemd finds: of the service (<c>LoadCredential=</c>) or of
/// the host. Pure.
/// </summary>
internal static class CredentialSetting
{
    private const string Prefix = "credential:";
    private const int LongestName = 255;

    /// <summary>The credential's name, whatever it is; null: the setting is a path.</summary>
    public static string? NameOf(string? value) =>
        value?.StartsWith(Prefix, StringComparison.Ordinal) == true ? value[Prefix.Length..] : null;

    /// <summary>What <c>LoadCredential=</c> is given: a path, or a name that is looked for among credentials (systemd.exec(5)).</summary>
    public static string Loaded(string value) => NameOf(value) ?? value;

    /// <summary>Whether it names a credential by a name that can be one: the plain name of a file.</summary>
    public static bool IsCredential(string? value) =>
        NameOf(value) is { Length: > 0 and <= LongestName } name
        && name[0] != '.'
        && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '.' or '-' or '@' or '+');
}
