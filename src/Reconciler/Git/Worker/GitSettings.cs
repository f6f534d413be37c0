using System.Globalization;
using OciReconciler.Model.Git;

namespace OciReconciler.Git.Worker;

/// <summary>
/// The environment and the configuration of every git command: made anew, with nothing of the system's or a user's. What a repository
/// configures itself is overruled. Pure.
/// </summary>
internal static class GitSettings
{
    private const string Nothing = "/dev/null";
    private const string Refusing = "/bin/false";

    // Slower than this for so many seconds counts as gone. A slow line of 1 kB/s is not.
    private const string SlowestBytes = "200";
    private const string SlowestSeconds = "60";

    /// <summary>The whole environment.</summary>
    public static IReadOnlyDictionary<string, string> Environment(WorkerRequest request, WorkerPaths paths)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            ["HOME"] = paths.Home,
            ["XDG_CONFIG_HOME"] = paths.Home,
            ["TMPDIR"] = paths.Temporary,
            ["GNUPGHOME"] = paths.GnuPg,
            // What git says is read.
            ["LC_ALL"] = "C.UTF-8",
            // Where git's helper for a password finds it.
            ["CREDENTIALS_DIRECTORY"] = paths.Credentials,
            ["GIT_CONFIG_NOSYSTEM"] = "1",
            ["GIT_CONFIG_GLOBAL"] = paths.Configuration,
            ["GIT_ATTR_NOSYSTEM"] = "1",
            ["GIT_CEILING_DIRECTORIES"] = paths.Cache,
            ["GIT_NO_LAZY_FETCH"] = "1",
            ["GIT_NO_REPLACE_OBJECTS"] = "1",
            ["GIT_TERMINAL_PROMPT"] = "0",
            ["GIT_ASKPASS"] = Refusing,
            ["SSH_ASKPASS"] = Refusing,
            ["SSH_ASKPASS_REQUIRE"] = "never",
            ["GIT_SSH_COMMAND"] = SshCommand(paths),
            ["GIT_SSH_VARIANT"] = "ssh",
        };
        // Nothing else says whether git spoke with a server, or took files as they lay there.
        if (RepositoryUrl.Parse(request.Url).Kind == RepositoryUrlKind.Https)
            environment["GIT_TRACE2_EVENT"] = paths.Trace;
        var pairs = Pairs(request, paths);
        environment["GIT_CONFIG_COUNT"] = pairs.Count.ToString(CultureInfo.InvariantCulture);
        for (var index = 0; index < pairs.Count; index++)
        {
            environment[$"GIT_CONFIG_KEY_{index}"] = pairs[index].Key;
            environment[$"GIT_CONFIG_VALUE_{index}"] = pairs[index].Value;
        }

        return environment;
    }

    /// <summary>
    /// The file in the place of the user's configuration: what the server's side of a <c>file://</c> repository needs to read, which gets
    /// no environment. The sandbox sees no other repository than the source's and its own.
    /// </summary>
    public const string ConfigurationFile =
        """
        [safe]
            directory = *
        [uploadpack]
            allowFilter = true
            allowAnySHA1InWant = true
            hideRefs = refs/oci-reconciler
        [core]
            hooksPath = /dev/null
            fsmonitor = false
        [gc]
            auto = 0
        """;

    private static List<KeyValuePair<string, string>> Pairs(WorkerRequest request, WorkerPaths paths) =>
    [
        .. Always.Select(pair => KeyValuePair.Create(pair.Key, pair.Value)),
        new("remote.origin.url", request.Url),
        new("protocol.allow", "never"),
        new($"protocol.{Protocol(request.Url)}.allow", "always"),
        .. Http(request, paths),
        .. Signatures(request, paths),
    ];

    // As git names them.
    private static string Protocol(string url) => RepositoryUrl.Parse(url).Kind switch
    {
        RepositoryUrlKind.Https => "https",
        RepositoryUrlKind.Ssh => "ssh",
        RepositoryUrlKind.File => "file",
        _ => "none",
    };

    private static readonly (string Key, string Value)[] Always =
    [
        ("core.hooksPath", Nothing), ("core.fsmonitor", "false"), ("core.attributesFile", Nothing), ("core.excludesFile", Nothing),
        ("core.symlinks", "false"), ("core.protectHFS", "true"), ("core.protectNTFS", "true"), ("core.logAllRefUpdates", "false"),
        // Larger contents are written through and never held in memory.
        ("core.bigFileThreshold", "1m"), ("core.pager", "cat"),
        ("submodule.recurse", "false"), ("fetch.recurseSubmodules", "false"), ("transfer.fsckObjects", "true"),
        // Some old repositories have it in their history, and nothing here reads such a mode.
        ("fetch.fsck.zeroPaddedFilemode", "ignore"),
        // One pack a fetch, so that the limit of a file's size is one of a fetch.
        ("fetch.unpackLimit", "1"), ("fetch.writeCommitGraph", "false"),
        ("gc.auto", "0"), ("maintenance.auto", "false"), ("pack.threads", "2"), ("protocol.version", "2"),
        ("remote.origin.tagOpt", "--no-tags"), ("transfer.credentialsInUrl", "die"), ("transfer.bundleURI", "false"),
    ];

    private static IEnumerable<KeyValuePair<string, string>> Http(WorkerRequest request, WorkerPaths paths)
    {
        // The empty helper forgets those before. No redirect: a password goes to the address of the configuration.
        yield return new("credential.helper", "");
        if (paths.Credential(GitCredentialFiles.Password) is not null)
            yield return new("credential.helper", $"!{Quoted(paths.Program)} git-credential");
        if (request.Username.Length > 0)
            yield return new("credential.username", request.Username);
        yield return new("http.followRedirects", "false");
        yield return new("http.sslVerify", "true");
        yield return new("http.proxy", request.Proxy);
        yield return new("http.lowSpeedLimit", SlowestBytes);
        yield return new("http.lowSpeedTime", SlowestSeconds);
        if (paths.Credential(GitCredentialFiles.Ca) is not { } ca)
            yield break;
        yield return new("http.sslCAInfo", ca);
        // curl takes the certificates of the host's directory (Debian: /etc/ssl/certs) beside those of the file.
        yield return new("http.sslCAPath", paths.Empty);
    }

    // The program of a kind of signature that no key is configured for refuses all.
    private static IEnumerable<KeyValuePair<string, string>> Signatures(WorkerRequest request, WorkerPaths paths)
    {
        var signers = request.Signed is null ? null : paths.Credential(GitCredentialFiles.AllowedSigners);
        var keyring = request.Signed is null ? null : paths.Credential(GitCredentialFiles.Keyring);
        yield return new("gpg.x509.program", Refusing);
        yield return new("gpg.openpgp.program", keyring is null ? Refusing : "gpg");
        yield return new("gpg.program", keyring is null ? Refusing : "gpg");
        yield return new("gpg.ssh.program", signers is null ? Refusing : "ssh-keygen");
        yield return new("gpg.ssh.allowedSignersFile", signers ?? Nothing);
    }

    private static string SshCommand(WorkerPaths paths)
    {
        var hosts = paths.Credential(GitCredentialFiles.KnownHosts) ?? Nothing;
        var key = paths.Credential(GitCredentialFiles.SshKey) ?? Nothing;
        string[] options =
        [
            "BatchMode=yes", "StrictHostKeyChecking=yes", $"UserKnownHostsFile={hosts}", $"GlobalKnownHostsFile={Nothing}",
            "UpdateHostKeys=no", "IdentitiesOnly=yes", $"IdentityFile={key}", "IdentityAgent=none", "CertificateFile=none",
            "PreferredAuthentications=publickey", "ControlMaster=no", "ControlPath=none", "ClearAllForwardings=yes", "ForwardAgent=no",
            "PermitLocalCommand=no", "ConnectTimeout=20", "ServerAliveInterval=15", "ServerAliveCountMax=3", "LogLevel=ERROR",
        ];
        return $"ssh -F {Nothing} {string.Join(' ', options.Select(option => $"-o {Quoted(option)}"))}";
    }

    // For the shell by which git runs both.
    private static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
