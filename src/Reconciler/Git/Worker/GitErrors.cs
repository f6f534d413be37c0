namespace OciReconciler.Git.Worker;

/// <summary>
/// What git, ssh and gpg say of a failure, as a reason and a sentence. The phrases are those of git 2.39 to 2.50, OpenSSH 9.2 to 10 and
/// curl with GnuTLS and OpenSSL, in the locale C. Pure.
/// </summary>
internal static class GitErrors
{
    private static readonly (string Phrase, string Reason, string Advice)[] Phrases =
    [
        ("No user exists for uid", Reasons.GitFailed, "ssh does not find the sandbox's user: install libnss-systemd"),
        ("cannot run ssh", Reasons.GitFailed, "ssh is missing: install openssh-client"),
        ("ssh: not found", Reasons.GitFailed, "ssh is missing: install openssh-client"),
        ("'remote-https' is not a git command", Reasons.GitFailed, "git's part for https is missing: install all of git"),
        ("No space left on device", Reasons.GitFailed, "the disk of /var/cache is full: free some space"),
        ("Disk quota exceeded", Reasons.GitFailed, "the disk of /var/cache is full: free some space"),
        ("died of signal 25", Reasons.GitTooLarge, "one fetch brought more than maxBytes"),
        ("File too large", Reasons.GitTooLarge, "one fetch brought more than maxBytes"),
        ("Host key verification failed", Reasons.GitAccessDenied, "the server is not the one of the known hosts file"),
        ("REMOTE HOST IDENTIFICATION HAS CHANGED", Reasons.GitAccessDenied, "the server is not the one of the known hosts file"),
        ("certificate", Reasons.GitAccessDenied, "the server's certificate is not one that the source knows: look at the CA file"),
        ("Permission denied (publickey", Reasons.GitAccessDenied, "the server refused the ssh key"),
        ("Authentication failed", Reasons.GitAccessDenied, "the server refused user name and password"),
        ("could not read Username", Reasons.GitAccessDenied, "the server asks for user name and password, and the source has none"),
        ("could not read Password", Reasons.GitAccessDenied, "the server asks for a password, and the source has none"),
        ("returned error: 401", Reasons.GitAccessDenied, "the server refused user name and password"),
        ("returned error: 403", Reasons.GitAccessDenied, "the server refuses this user"),
        ("returned error: 404", Reasons.GitAccessDenied, "the server has no such repository, or does not show it to this user"),
        ("Repository not found", Reasons.GitAccessDenied, "the server has no such repository, or does not show it to this user"),
        ("not found", Reasons.GitAccessDenied, "the server has no such repository, or does not show it to this user"),
        ("does not appear to be a git repository", Reasons.GitAccessDenied,
            "there is no repository at this address, or the sandbox's user, who has no rights, may not read it"),
        ("does not exist", Reasons.GitAccessDenied, "the server has no such repository, or does not show it to this user"),
        ("Permission denied", Reasons.GitAccessDenied, "the sandbox's user, who has no rights, may not read the repository"),
        ("returned error: 30", Reasons.GitFailed, "the server sends elsewhere, which is not followed: configure the new address"),
        ("unable to update url base from redirection", Reasons.GitFailed,
            "the server sends elsewhere, which is not followed: configure the new address"),
        ("couldn't find remote ref", Reasons.GitRefNotFound, "the repository has no such ref"),
        ("not our ref", Reasons.GitRefNotFound, "the repository has no such commit, or hands out none by its id: configure a branch"),
        ("unadvertised object", Reasons.GitRefNotFound,
            "the repository has no such commit, or hands out none by its id: configure a branch"),
        ("Could not resolve host", Reasons.GitUnreachable, "the server's name was not resolved"),
        ("Name or service not known", Reasons.GitUnreachable, "the server's name was not resolved"),
        ("Temporary failure in name resolution", Reasons.GitUnreachable, "the server's name was not resolved"),
        ("Connection refused", Reasons.GitUnreachable, "the server refused the connection"),
        ("imed out", Reasons.GitUnreachable, "the server did not answer in time"),
        ("timeout", Reasons.GitUnreachable, "the server did not answer in time"),
        ("too slow", Reasons.GitUnreachable, "the server sent next to nothing for a minute"),
        ("Failed to connect", Reasons.GitUnreachable, "the server was not reached"),
        ("Couldn't connect", Reasons.GitUnreachable, "the server was not reached"),
        ("unreachable", Reasons.GitUnreachable, "the server was not reached"),
        ("No route to host", Reasons.GitUnreachable, "the server was not reached"),
        ("returned error: 4", Reasons.GitUnreachable, "the server refused the request"),
        ("returned error: 5", Reasons.GitUnreachable, "the server failed"),
        ("early EOF", Reasons.GitUnreachable, "the connection was cut"),
        ("hung up unexpectedly", Reasons.GitUnreachable, "the connection was cut"),
        ("unexpected disconnect", Reasons.GitUnreachable, "the connection was cut"),
        ("Connection reset", Reasons.GitUnreachable, "the connection was cut"),
        ("Connection closed", Reasons.GitUnreachable, "the connection was cut"),
        ("RPC failed", Reasons.GitUnreachable, "the connection was cut"),
        ("bytes of body are still expected", Reasons.GitUnreachable, "the connection was cut"),
        ("bytes missing", Reasons.GitUnreachable, "the connection was cut"),
        ("Empty reply from server", Reasons.GitUnreachable, "the connection was cut"),
        ("handshake", Reasons.GitUnreachable, "no secure connection came about"),
        ("TLS connect error", Reasons.GitUnreachable, "no secure connection came about"),
        ("Could not read from remote repository", Reasons.GitUnreachable, "the server ended the connection"),
        ("fsck error", Reasons.GitFailed, "the repository has an object that git refuses as dangerous or damaged"),
        ("invalid index-pack output", Reasons.GitFailed, "the repository has an object that git refuses as dangerous or damaged"),
    ];

    // What is wrong with the host or the address, while the cache is as it was.
    private static readonly HashSet<string> Elsewhere = new(StringComparer.Ordinal)
    {
        "No user exists for uid", "cannot run ssh", "ssh: not found", "'remote-https' is not a git command", "returned error: 30",
        "unable to update url base from redirection",
    };

    /// <summary>What a failed command said.</summary>
    /// <param name="errors">Its standard error.</param>
    public static GitException Classify(string errors, int exitCode)
    {
        var lines = errors.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (var (phrase, reason, advice) in Phrases)
        {
            var line = lines.LastOrDefault(line => line.Contains(phrase, StringComparison.Ordinal));
            if (line is not null)
                return new GitException(reason, Sentence(advice, line)) { SpoilsCache = Spoils(phrase, reason) };
        }

        var last = lines.LastOrDefault(line => line.StartsWith("fatal:", StringComparison.Ordinal)) ?? lines.LastOrDefault();
        return new GitException(
            Reasons.GitFailed, last is null ? $"git ended with status {exitCode} and said nothing." : $"git failed: {Quoted(last)}.")
        {
            SpoilsCache = true,
        };
    }

    /// <summary>A program that is not there, by the package that has it.</summary>
    public static GitException Missing(string program, Exception failure)
    {
        var package = program switch
        {
            "ssh" or "ssh-keygen" => "openssh-client",
            "gpg" => "gnupg",
            _ => program,
        };
        return new GitException(
            Reasons.GitFailed, $"{program} cannot be run ({RepositoryPaths.Shown(failure.Message).TrimEnd('.')}): install {package}.",
            failure);
    }

    private static bool Spoils(string phrase, string reason) =>
        reason is Reasons.GitFailed or Reasons.GitTooLarge && !Elsewhere.Contains(phrase);

    private static string Sentence(string advice, string line) =>
        $"{char.ToUpperInvariant(advice[0])}{advice[1..]} (git: {Quoted(line)}).";

    private static string Quoted(string line) => $"\"{RepositoryPaths.Shown(line, 300).TrimEnd('.')}\"";
}
