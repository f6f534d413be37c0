using OciReconciler.Configuration;

namespace OciReconciler.Git;

/// <summary>The files that a worker finds in <c>$CREDENTIALS_DIRECTORY</c>.</summary>
internal static class GitCredentialFiles
{
    public const string Password = "password";
    public const string SshKey = "ssh-key";
    public const string KnownHosts = "known-hosts";
    public const string Ca = "ca";
    public const string AllowedSigners = "allowed-signers";
    public const string Keyring = "keyring";

    /// <summary>Ids, with the absolute path of the file that systemd loads for each.</summary>
    public static ImmutableArray<(string Id, string Path)> Of(GitSourceOptions source) =>
        [.. SettingsOf(source).Select(entry => (entry.Id, CredentialPath.Of(entry.Setting)))];

    /// <summary>Ids, with the setting that names the file of each.</summary>
    public static ImmutableArray<(string Id, string Setting)> SettingsOf(GitSourceOptions source)
    {
        var credentials = source.Credentials ?? new GitCredentialOptions();
        var verify = source.Verify ?? new GitVerifyOptions();
        ImmutableArray<(string Id, string Setting)> all =
        [
            (Password, credentials.PasswordFile), (SshKey, credentials.SshKeyFile), (KnownHosts, credentials.KnownHostsFile),
            (Ca, credentials.CaFile), (AllowedSigners, verify.AllowedSignersFile), (Keyring, verify.KeyringFile),
        ];
        return [.. all.Where(entry => entry.Setting.Length > 0)];
    }
}
