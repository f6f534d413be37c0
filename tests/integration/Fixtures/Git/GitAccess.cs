namespace OciReconciler.IntegrationTests.Fixtures.Git;

/// <summary>What a client in a lab knows of a git server: where it is, and the files with what it needs to come in.</summary>
/// <param name="Lab">The client's lab.</param>
/// <param name="Directory">Where the files lie; root's alone.</param>
/// <param name="Host">The server's address, as this client sees it.</param>
public sealed record GitAccess(Lab Lab, string Directory, string Host, GitServer Server)
{
    /// <summary>The certificate of the CA.</summary>
    public string CaFile => $"{Directory}/ca.pem";

    /// <summary>The password of <see cref="GitServer.User"/>, without an end of line.</summary>
    public string PasswordFile => $"{Directory}/password";

    /// <summary>A private key that ssh lets in.</summary>
    public string KeyFile => $"{Directory}/key";

    /// <summary>The host key under all names of the server.</summary>
    public string KnownHostsFile => $"{Directory}/known_hosts";

    /// <summary>A CA that nobody here has a certificate of.</summary>
    public string OtherCaFile => $"{Directory}/other-ca.pem";

    /// <summary>Another password.</summary>
    public string OtherPasswordFile => $"{Directory}/other-password";

    /// <summary>A private key that ssh does not let in.</summary>
    public string OtherKeyFile => $"{Directory}/other-key";

    /// <summary>Another host key under the names of the server.</summary>
    public string OtherKnownHostsFile => $"{Directory}/other-known_hosts";

    internal static IReadOnlyList<string> Files { get; } =
        ["ca.pem", "password", "key", "known_hosts", "other-ca.pem", "other-password", "other-key", "other-known_hosts"];

    /// <summary>With a password.</summary>
    public string HttpsUrl(GitRepository repository) => $"https://{Host}:{Server.Https.Port}/git/{repository.Name}.git";

    /// <summary>Without a password, by the same server.</summary>
    public string OpenUrl(GitRepository repository) => $"https://{Host}:{Server.Https.Port}/open/{repository.Name}.git";

    /// <summary>By ssh.</summary>
    public string SshUrl(GitRepository repository) => $"ssh://root@{Host}:{Server.Ssh.Port}{repository.BarePath}";

    /// <summary>Runs git in the client's lab by https, with these files.</summary>
    public Task<ExecOutcome> OverHttpsWithAsync(string caFile, string passwordFile, params string[] arguments) => Lab.ExecAsync(
        ["timeout", "60", "git", "-c", $"http.sslCAInfo={caFile}", "-c",
            $"credential.helper=!f() {{ echo username={GitServer.User}; echo password=$(cat {passwordFile}); }}; f", .. arguments]);

    /// <summary>Runs git in the client's lab by https, with what lets it in.</summary>
    public Task<ExecOutcome> OverHttpsAsync(params string[] arguments) => OverHttpsWithAsync(CaFile, PasswordFile, arguments);

    /// <summary>Runs git in the client's lab by ssh, with these files.</summary>
    public Task<ExecOutcome> OverSshWithAsync(string keyFile, string knownHostsFile, params string[] arguments) => Lab.ExecAsync(
        ["timeout", "60", "env",
            $"GIT_SSH_COMMAND=ssh -F none -i {keyFile} -o IdentitiesOnly=yes -o BatchMode=yes -o UserKnownHostsFile={knownHostsFile} "
                + "-o GlobalKnownHostsFile=none -o StrictHostKeyChecking=yes",
            "git", .. arguments]);

    /// <summary>Runs git in the client's lab by ssh, with what lets it in.</summary>
    public Task<ExecOutcome> OverSshAsync(params string[] arguments) => OverSshWithAsync(KeyFile, KnownHostsFile, arguments);
}
