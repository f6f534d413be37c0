namespace OciReconciler.Configuration;

/// <summary>
/// A setting that names a file with something secret: an absolute path, or <c>credential:NAME</c> for a credential of the controller's own
/// unit (LoadCredential= or LoadCredentialEncrypted= there). systemd reads the file for the unit that needs it.
/// </summary>
internal static class CredentialPath
{
    /// <summary>What stands before the name of a credential.</summary>
    public const string Prefix = "credential:";

    private const int LongestName = 255;

    /// <summary>
    /// Where the credentials of the controller's unit are. A command that runs beside the controller takes the same: systemd.exec(5),
    /// "Credentials", has them below /run/credentials.
    /// </summary>
    public static string Directory { get; } =
        Environment.GetEnvironmentVariable("CREDENTIALS_DIRECTORY") ?? "/run/credentials/oci-reconciler.service";

    /// <summary>The path of the file that a setting names.</summary>
    public static string Of(string setting) => NameOf(setting) is { } name ? Path.Combine(Directory, name) : setting;

    /// <summary>The name of the credential, or null: the setting is a path.</summary>
    public static string? NameOf(string setting) =>
        setting.StartsWith(Prefix, StringComparison.Ordinal) ? setting[Prefix.Length..] : null;

    /// <summary>Whether a setting names a credential by a name that one can have: a plain name of a file.</summary>
    public static bool IsCredential(string? setting) =>
        setting is not null && NameOf(setting) is { Length: > 0 and <= LongestName } name && name is not ("." or "..")
        && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '.' or '-' or '@' or '+');

    /// <summary>What to do about a file that is not there, for messages: a sentence without its end.</summary>
    public static string Advice(string setting) => NameOf(setting) is { } name
        ? $"the controller's unit has no credential {name}: give it LoadCredential={name}:FILE in a drop-in, or name the file itself"
        : $"{setting} does not exist: create it, or correct the path";
}
