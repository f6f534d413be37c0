using OciReconciler.Configuration;

namespace OciReconciler.Git;

/// <summary>The files that a worker finds in <c>$CREDENTIALS_DIRECTORY</c>. Pure.</summary>
internal static class GitCredentialFiles
{
    public const string Password = "password";
    public const string SshKey = "ssh-key";
    public const string KnownHosts = "known-hosts";
    public const string Ca = "ca";
    public const string AllowedSigners = "allowed-signers";
    public const string Keyring = "keyring";

    /// <summary>Ids, with the absolute path or the name of the credential that systemd loads for each.</summary>
    public static ImmutableArray<(string Id, string Path)> Of(GitSourceOptions source)
    {
        var credentials = source.Credentials ?? new GitCredentialOptions();
        var verify = source.Verify ?? new GitVerifyOptions();
        (string Id, string File)[] all =
        [
            (Password, credentials.PasswordFile), (SshKey, credentials.SshKeyFile), (KnownHosts, credentials.KnownHostsFile),
            (Ca, credentials.CaFile), (AllowedSigners, verify.AllowedSignersFile), (Keyring, verify.KeyringFile),
        ];
        return
        [
            .. all.Where(entry => entry.File.Length > 0).Select(entry => (entry.Id, CredentialSetting.Loaded(entry.File))),
        ];
    }

    /// <summary>Whether what systemd is given is a file; else it is the name of a credential.</summary>
    public static bool IsFile(string path) => path.StartsWith('/');
}
