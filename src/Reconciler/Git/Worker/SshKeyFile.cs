namespace OciReconciler.Git.Worker;

/// <summary>
/// What makes a file useless as an ssh key, where ssh and the server say no more than that the key is refused. The forms are those of
/// OpenSSH's PROTOCOL.key, of PEM and of PKCS 8. Pure.
/// </summary>
internal static class SshKeyFile
{
    private const string OpenSsh = "-----BEGIN OPENSSH PRIVATE KEY-----";

    // Base64 of "openssh-key-v1", a zero byte, and the name of the cipher "none" with its length: a key without a passphrase.
    private const string OpenSshMagic = "b3BlbnNzaC1rZXktdjEA";
    private const string OpenSshPlain = OpenSshMagic + "AAAABG5vbmU";

    private static readonly string[] PublicStarts = ["ssh-", "ecdsa-", "sk-"];

    /// <summary>What is wrong and what to do, without a period; null: nothing that is seen from here.</summary>
    /// <param name="text">The file's; null: the source has none.</param>
    public static string? Fault(string? text) => text switch
    {
        null => "the server asks for an ssh key, and the source has none: name one in credentials.sshKeyFile",
        _ when !text.Contains("PRIVATE KEY-----", StringComparison.Ordinal) => IsPublic(text)
            ? "the file of sshKeyFile is a public key: name the private one, the file without .pub"
            : "the file of sshKeyFile is no private key of OpenSSH or PEM",
        _ when HasPassphrase(text) =>
            "the ssh key has a passphrase, which nobody can type: name a key without one (ssh-keygen -p takes it away)",
        _ => null,
    };

    private static bool IsPublic(string text) =>
        text.Contains("PUBLIC KEY-----", StringComparison.Ordinal)
        || PublicStarts.Any(start => text.TrimStart().StartsWith(start, StringComparison.Ordinal));

    private static bool HasPassphrase(string text)
    {
        if (text.Contains("BEGIN ENCRYPTED PRIVATE KEY", StringComparison.Ordinal)
            || text.Contains("Proc-Type: 4,ENCRYPTED", StringComparison.Ordinal))
            return true;
        var start = text.IndexOf(OpenSsh, StringComparison.Ordinal);
        if (start < 0)
            return false;
        var body = text.AsSpan(start + OpenSsh.Length).TrimStart();
        return body.StartsWith(OpenSshMagic, StringComparison.Ordinal) && !body.StartsWith(OpenSshPlain, StringComparison.Ordinal);
    }
}
