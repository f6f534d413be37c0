using System.ComponentModel;
using System.Text.RegularExpressions;
using OciReconciler.Model.Git;

namespace OciReconciler.Git.Worker;

/// <summary>
/// What git, ssh and gpg say of a failure, as a reason and a sentence. The phrases are those of git 2.39 to 2.50, OpenSSH 9.2 to 10 and
/// curl with GnuTLS and OpenSSL, in the locale C. Pure.
/// </summary>
internal static partial class GitErrors
{
    private const string NoGitServer =
        "what answered is no git server, or one that hands out files without git's own protocol, which is not taken: look at the address";

    private const string LoadKey = "Load key \"";
    private const string KeyRefused = "Permission denied (publickey";
    private const string NoRepository = "does not appear to be a git repository";
    private const string NoPermission = "Permission denied";
    private const string Ended = "Could not read from remote repository";
    private const int NoSuchFile = 2;

    private static readonly TimeSpan PatternLimit = TimeSpan.FromSeconds(1);

    private static readonly (string Phrase, string Reason, string Advice)[] Phrases =
    [
        ("No user exists for uid", Reasons.GitFailed, "ssh does not find the sandbox's user: install libnss-systemd"),
        ("cannot run ssh", Reasons.GitFailed, "ssh is missing: install openssh-client"),
        ("ssh: not found", Reasons.GitFailed, "ssh is missing: install openssh-client"),
        ("is not a git command", Reasons.GitFailed, "git's part for https is missing: install all of git"),
        ("unable to find remote helper", Reasons.GitFailed, "git's part for https is missing: install all of git"),
        ("unable to fork", Reasons.GitFailed, "the sandbox has no room for another program, and is started anew"),
        ("cannot fork", Reasons.GitFailed, "the sandbox has no room for another program, and is started anew"),
        ("unable to create thread", Reasons.GitFailed, "the sandbox has no room for another program, and is started anew"),
        ("No space left on device", Reasons.GitFailed, "the disk of /var/cache is full: free some space"),
        ("Disk quota exceeded", Reasons.GitFailed, "the disk of /var/cache is full: free some space"),
        ("died of signal 25", Reasons.GitTooLarge, "one fetch brought more than maxBytes"),
        ("File too large", Reasons.GitTooLarge, "one fetch brought more than maxBytes"),
        ("Host key verification failed", Reasons.GitAccessDenied, "the server is not the one of the known hosts file"),
        ("REMOTE HOST IDENTIFICATION HAS CHANGED", Reasons.GitAccessDenied, "the server is not the one of the known hosts file"),
        (LoadKey, Reasons.GitAccessDenied, "the ssh key cannot be read as a private key"),
        ("SSL CA cert", Reasons.GitAccessDenied, "the CA file cannot be read as certificates"),
        ("certificate", Reasons.GitAccessDenied, "the server's certificate is not one that the source knows: look at the CA file"),
        (KeyRefused, Reasons.GitAccessDenied, "the server refused the ssh key"),
        ("Authentication failed", Reasons.GitAccessDenied, "the server refused user name and password"),
        ("could not read Username", Reasons.GitAccessDenied, "the server asks for user name and password, and the source has none"),
        ("could not read Password", Reasons.GitAccessDenied, "the server asks for a password, and the source has none"),
        ("returned error: 401", Reasons.GitAccessDenied, "the server refused user name and password"),
        ("returned error: 403", Reasons.GitAccessDenied, "the server refuses this user"),
        ("returned error: 404", Reasons.GitAccessDenied, "the server has no such repository, or does not show it to this user"),
        ("Repository not found", Reasons.GitAccessDenied, "the server has no such repository, or does not show it to this user"),
        ("not found", Reasons.GitAccessDenied, "the server has no such repository, or does not show it to this user"),
        (NoRepository, Reasons.GitAccessDenied, "the server has no such repository, or does not show it to this user"),
        ("does not exist", Reasons.GitAccessDenied, "the server has no such repository, or does not show it to this user"),
        (NoPermission, Reasons.GitAccessDenied, "the server's user may not read the repository"),
        ("returned error: 30", Reasons.GitFailed, "the server sends elsewhere, which is not followed: configure the new address"),
        ("unable to update url base from redirection", Reasons.GitFailed,
            "the server sends elsewhere, which is not followed: configure the new address"),
        ("couldn't find remote ref", Reasons.GitRefNotFound, "the repository has no such ref"),
        ("not our ref", Reasons.GitRefNotFound, "the repository has no such commit, or hands out none by its id: configure a branch"),
        ("unadvertised object", Reasons.GitRefNotFound,
            "the repository has no such commit, or hands out none by its id: configure a branch"),
        ("Could not resolve proxy", Reasons.GitUnreachable, "the proxy's name was not resolved"),
        ("CONNECT tunnel failed", Reasons.GitUnreachable, "the proxy did not let the connection through"),
        ("from proxy after CONNECT", Reasons.GitUnreachable, "the proxy did not let the connection through"),
        ("is this a git repository?", Reasons.GitUnreachable, NoGitServer),
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
        // Any other reason why ssh did not come as far as a connection.
        ("ssh: connect to host", Reasons.GitUnreachable, "the server was not reached"),
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
        ("GnuTLS", Reasons.GitUnreachable, "the connection was cut"),
        ("OpenSSL SSL_", Reasons.GitUnreachable, "the connection was cut"),
        (Ended, Reasons.GitUnreachable, "the server ended the connection"),
        ("fsck error", Reasons.GitFailed, "the repository has an object that git refuses as dangerous or damaged"),
        ("invalid index-pack output", Reasons.GitFailed, "the repository has an object that git refuses as dangerous or damaged"),
        // libcurl has more words for what may go wrong on the way than are known here.
        ("unable to access", Reasons.GitUnreachable, "the server was not reached"),
    ];

    // There is no server that could mean somebody else.
    private static readonly Dictionary<string, string> OfFiles = new(StringComparer.Ordinal)
    {
        [NoRepository] = "there is no repository at this address, or the sandbox's user, who has no rights, may not read it",
        [NoPermission] = "the sandbox's user, who has no rights, may not read the repository",
    };

    // The cache may be what has filled it; and a worker keeps a file system that the host has unmounted since.
    private static readonly HashSet<string> OfTheDisk = new(StringComparer.Ordinal) { "No space left on device", "Disk quota exceeded" };

    // A worker that begins anew may have what these miss.
    private static readonly HashSet<string> OfPrograms = new(StringComparer.Ordinal)
    {
        "cannot run ssh", "ssh: not found", "unable to fork", "cannot fork", "unable to create thread",
    };

    /// <summary>What a failed command said.</summary>
    /// <param name="errors">Its standard error.</param>
    /// <param name="url">The repository's address, whose words are not git's.</param>
    /// <param name="keyFault">As <see cref="SshKeyFile.Fault"/>: tells more than ssh where the key is refused.</param>
    public static GitException Classify(string errors, int exitCode, GitTask task, string url, string? keyFault = null)
    {
        var all = errors.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        // What the server says has any words, and git says the same again in its own.
        var lines = all.Where(line => !line.StartsWith("remote:", StringComparison.Ordinal))
            .Select(line => (Shown: line, Words: WithoutNames(line, url))).ToArray();
        // A command on the cache speaks with nobody: there, the words for a server mean something else.
        foreach (var (phrase, reason, advice) in Phrases.Where(each => task != GitTask.Read || each.Reason == Reasons.GitFailed))
        {
            var index = Array.FindLastIndex(lines, line => line.Words.Contains(phrase, StringComparison.Ordinal));
            if (index < 0)
                continue;
            // git says this of whatever ended ssh, which said why right before.
            var shown = lines[phrase == Ended && index > 0 ? index - 1 : index].Shown;
            return new GitException(reason, Sentence(Advice(phrase, advice, url, keyFault), shown))
            {
                SpoilsCache = task != GitTask.Look
                    && (reason == Reasons.GitTooLarge || OfTheDisk.Contains(phrase) || IsDamage(lines.Select(each => each.Words))),
                EndsWorker = OfPrograms.Contains(phrase) || OfTheDisk.Contains(phrase),
            };
        }

        var last = all.LastOrDefault(line => line.StartsWith("fatal:", StringComparison.Ordinal)) ?? all.LastOrDefault();
        return new GitException(
            Reasons.GitFailed, last is null ? $"git ended with status {exitCode} and said nothing." : $"git failed: {Quoted(last)}.")
        {
            SpoilsCache = task == GitTask.Read || (task == GitTask.Fetch && IsDamage(lines.Select(each => each.Words))),
        };
    }

    /// <summary>What is at the address is no server of git's, or one that hands out its files as they are.</summary>
    public static GitException NoServer() => new(Reasons.GitUnreachable, $"{char.ToUpperInvariant(NoGitServer[0])}{NoGitServer[1..]}.");

    /// <summary>A program that was not started; one that is not there, by the package that has it.</summary>
    public static GitException Missing(string program, Win32Exception failure)
    {
        var package = program switch
        {
            "ssh" or "ssh-keygen" => "openssh-client",
            "gpg" => "gnupg",
            _ => program,
        };
        // Otherwise it is there, and the sandbox has no room for it.
        var advice = failure.NativeErrorCode == NoSuchFile ? $": install {package}" : "";
        return new GitException(
            Reasons.GitFailed, $"{program} cannot be run ({RepositoryPaths.Shown(failure.Message).TrimEnd('.')}){advice}.", failure)
        {
            EndsWorker = true,
        };
    }

    private static string Advice(string phrase, string advice, string url, string? keyFault) => phrase switch
    {
        LoadKey or KeyRefused => keyFault ?? advice,
        _ when RepositoryUrl.LocalPath(url) is not null => OfFiles.GetValueOrDefault(phrase, advice),
        _ => advice,
    };

    private static bool IsDamage(IEnumerable<string> lines) => lines.Any(Damage().IsMatch);

    // Each name in quotes, each address, and the host: "certificate" may be the name of a repository.
    private static string WithoutNames(string line, string url)
    {
        var text = Names().Replace(line.Replace(url.Length == 0 ? "\n" : url, "", StringComparison.Ordinal), "");
        return RepositoryUrl.HostOf(url) is { } host
            ? Regex.Replace(text, $@"(?<![\w.-]){Regex.Escape(host)}(?![\w-])", "", RegexOptions.CultureInvariant, PatternLimit)
            : text;
    }

    private static string Sentence(string advice, string line) =>
        $"{char.ToUpperInvariant(advice[0])}{advice[1..]} (git: {Quoted(line)}).";

    private static string Quoted(string line) => CommitOrigin.Quoted(RepositoryPaths.Shown(line, 300).TrimEnd('.'));

    [GeneratedRegex(@"(?<=^|\s)'[^']*'|[a-z]+://\S+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Names();

    // What git 2.39 to 2.50 says of its own repository, of a pack for which that lacks something, and of one that it finds incomplete.
    [GeneratedRegex(
        "is corrupt|not a git repository|bad config line|fatal: bad (object|tree)|point to a valid object|all necessary objects"
        + "|unresolved deltas|expected object|packfile |index file |object file |loose object|unable to unpack|hash mismatch"
        + "|traverse parents|read tree|mismatched algorithms|(read|find|parse) [0-9a-f]{40}",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Damage();
}
