using System.ComponentModel;
using OciReconciler.Git;
using OciReconciler.Git.Worker;

namespace OciReconciler.UnitTests.Git;

/// <summary>git's words for what goes wrong, as its versions and ssh's have them.</summary>
public sealed class GitErrorsTests
{
    [Theory]
    [InlineData("fatal: unable to access 'https://x/': Could not resolve host: x", Reasons.GitUnreachable)]
    [InlineData("fatal: unable to access 'https://x/': Failed to connect to x port 443 after 0 ms: Couldn't connect to server",
        Reasons.GitUnreachable)]
    [InlineData("error: RPC failed; curl 28 Operation too slow. Less than 200 bytes/sec transferred the last 60 seconds",
        Reasons.GitUnreachable)]
    [InlineData("error: RPC failed; curl 18 transfer closed with outstanding read data remaining\nfatal: early EOF",
        Reasons.GitUnreachable)]
    [InlineData("fatal: unable to access 'https://x/': The requested URL returned error: 503", Reasons.GitUnreachable)]
    [InlineData("ssh: connect to host x port 22: Connection refused\nfatal: Could not read from remote repository.",
        Reasons.GitUnreachable)]
    [InlineData("kex_exchange_identification: Connection closed by remote host\nfatal: Could not read from remote repository.",
        Reasons.GitUnreachable)]
    [InlineData("Host key verification failed.\nfatal: Could not read from remote repository.", Reasons.GitAccessDenied)]
    [InlineData("git@x: Permission denied (publickey).\nfatal: Could not read from remote repository.", Reasons.GitAccessDenied)]
    [InlineData("fatal: Authentication failed for 'https://x/'", Reasons.GitAccessDenied)]
    [InlineData("fatal: could not read Username for 'https://x': terminal prompts disabled", Reasons.GitAccessDenied)]
    [InlineData("fatal: unable to access 'https://x/': server certificate verification failed. CAfile: none CRLfile: none",
        Reasons.GitAccessDenied)]
    [InlineData("fatal: unable to access 'https://x/': SSL certificate problem: self-signed certificate", Reasons.GitAccessDenied)]
    [InlineData("remote: Repository not found.\nfatal: repository 'https://x/' not found", Reasons.GitAccessDenied)]
    [InlineData("fatal: '/x' does not appear to be a git repository\nfatal: Could not read from remote repository.",
        Reasons.GitAccessDenied)]
    [InlineData("fatal: couldn't find remote ref refs/heads/x", Reasons.GitRefNotFound)]
    [InlineData("fatal: remote error: upload-pack: not our ref 0123", Reasons.GitRefNotFound)]
    [InlineData("error: Server does not allow request for unadvertised object 0123", Reasons.GitRefNotFound)]
    [InlineData("error: index-pack died of signal 25\nfatal: index-pack failed", Reasons.GitTooLarge)]
    [InlineData("fatal: write error: No space left on device\nfatal: index-pack failed", Reasons.GitFailed)]
    [InlineData("error: object 01: hasDotdot: contains '..'\nfatal: fsck error in packed object", Reasons.GitFailed)]
    [InlineData("fatal: unable to access 'https://x/': GnuTLS recv error (-110): The TLS connection was non-properly terminated.",
        Reasons.GitUnreachable)]
    [InlineData("fatal: unable to access 'https://x/': CONNECT tunnel failed, response 503", Reasons.GitUnreachable)]
    [InlineData("fatal: unable to access 'https://x/': Received HTTP code 503 from proxy after CONNECT", Reasons.GitUnreachable)]
    [InlineData("fatal: unable to access 'https://x/': Could not resolve proxy: y", Reasons.GitUnreachable)]
    [InlineData("fatal: unable to access 'https://x/': Something that curl never said before", Reasons.GitUnreachable)]
    [InlineData("fatal: https://x/info/refs not valid: is this a git repository?", Reasons.GitUnreachable)]
    [InlineData("fatal: unable to access 'https://x/': Problem with the SSL CA cert (path? access rights?)", Reasons.GitAccessDenied)]
    [InlineData("", Reasons.GitFailed)]
    public void Errors_AreClassified(string errors, string reason) => Assert.Equal(reason, Classify(errors).Reason);

    [Theory]
    [InlineData("https://x/certificate.git", "fatal: unable to access 'https://x/certificate.git/': Could not resolve host: x")]
    [InlineData("https://x/it's-not found", "fatal: unable to access 'https://x/it's-not found/': Could not resolve host: x")]
    [InlineData("https://certificate.example/",
        "fatal: unable to access 'https://certificate.example/': Could not resolve host: certificate.example")]
    [InlineData("git@certificate.example:x", "ssh: connect to host certificate.example port 22: Connection refused")]
    [InlineData("https://x/",
        "remote: certificate, not found, Permission denied\nfatal: unable to access 'https://x/': Failed to connect to x")]
    public void Errors_WordsOfOthers_AreNotGits(string url, string errors) =>
        Assert.Equal(Reasons.GitUnreachable, Classify(errors, url: url).Reason);

    [Theory]
    [InlineData("fatal: unable to access 'https://x/': GnuTLS recv error (-110): The TLS connection was non-properly terminated.", false)]
    [InlineData("fatal: something new", false)]
    [InlineData("error: unable to read askpass response from '/bin/false'\nfatal: could not read Password for 'https://x'", false)]
    [InlineData("fatal: Could not read from remote repository.", false)]
    [InlineData("fatal: write error: No space left on device", true)]
    [InlineData("error: object 0123456789012345678901234567890123456789: hasDotdot\nfatal: fsck error in packed object", false)]
    [InlineData("fatal: pack has bad object at offset 12: inflate returned -3\nfatal: fetch-pack: invalid index-pack output", false)]
    [InlineData("error: file /c/objects/pack/pack-1.pack is far too short to be a packfile\nfatal: bad object refs/x", true)]
    [InlineData("fatal: packed object 01 (stored in /c/objects/pack/pack-1.pack) is corrupt", true)]
    [InlineData("error: Could not read 0123456789012345678901234567890123456789\nfatal: Failed to traverse parents of commit 01", true)]
    [InlineData("error: https://x/ did not send all necessary objects", true)]
    [InlineData("fatal: not a git repository: '/c/repository.git'", true)]
    [InlineData("error: index-pack died of signal 25\nfatal: index-pack failed", true)]
    public void Errors_OfTheCacheAlone_SpoilIt(string errors, bool spoils)
    {
        Assert.Equal(spoils, Classify(errors).SpoilsCache);
        Assert.False(Classify(errors, GitTask.Look).SpoilsCache);
    }

    [Theory]
    [InlineData("fatal: Not a valid object name 01", true)]
    [InlineData("error: packfile x index not found", true)]
    [InlineData("", true)]
    [InlineData("fatal: unable to create thread: Resource temporarily unavailable", false)]
    public void Errors_OfReadingTheCache_SpoilIt(string errors, bool spoils)
    {
        var failure = Classify(errors, GitTask.Read);
        Assert.Equal((Reasons.GitFailed, spoils, !spoils), (failure.Reason, failure.SpoilsCache, failure.EndsWorker));
    }

    [Fact]
    public void Disk_ThatIsFull_TakesAnotherWorker() =>
        Assert.True(Classify("fatal: write error: No space left on device").EndsWorker);

    [Theory]
    [InlineData("ssh: connect to host x port 22: Cannot assign requested address\r\nfatal: Could not read from remote repository.\n\n"
        + "Please make sure you have the correct access rights\nand the repository exists.",
        Reasons.GitUnreachable, "The server was not reached (git: \"ssh: connect to host x port 22: Cannot assign requested address\").")]
    [InlineData("Bad packet length 1397966893.\r\nfatal: Could not read from remote repository.",
        Reasons.GitUnreachable, "The server ended the connection (git: \"Bad packet length 1397966893\").")]
    [InlineData("fatal: Could not read from remote repository.",
        Reasons.GitUnreachable, "The server ended the connection (git: \"fatal: Could not read from remote repository\").")]
    [InlineData("Load key \"/c/certificate.service/ssh-key\": error in libcrypto\r\ngit@x: Permission denied (publickey).",
        Reasons.GitAccessDenied,
        "The ssh key cannot be read as a private key (git: \"Load key \\\"/c/certificate.service/ssh-key\\\": "
        + "error in libcrypto\").")]
    [InlineData("fatal: 'y' does not appear to be a git repository\nfatal: Could not read from remote repository.",
        Reasons.GitAccessDenied,
        "The server has no such repository, or does not show it to this user "
        + "(git: \"fatal: 'y' does not appear to be a git repository\").")]
    [InlineData("error: cannot open /srv/y: Permission denied\nfatal: Could not read from remote repository.",
        Reasons.GitAccessDenied, "The server's user may not read the repository (git: \"error: cannot open /srv/y: Permission denied\").")]
    public void Errors_OfSsh_KeepTheirCause(string errors, string reason, string message)
    {
        var failure = Classify(errors, url: "git@x:y");
        Assert.Equal((reason, message), (failure.Reason, failure.Message));
    }

    [Theory]
    [InlineData("fatal: '/srv/y' does not appear to be a git repository")]
    [InlineData("fatal: unable to open /srv/y: Permission denied")]
    public void Errors_OfAFileUrl_NameTheSandboxsUser(string errors) =>
        Assert.Contains("the sandbox's user", Classify(errors, url: "file:///srv/y").Message, StringComparison.OrdinalIgnoreCase);

    [Theory]
    [InlineData("git@x: Permission denied (publickey).", true)]
    [InlineData("Load key \"/c/ssh-key\": error in libcrypto\r\ngit@x: Permission denied (publickey).", true)]
    [InlineData("Host key verification failed.", false)]
    [InlineData("ssh: connect to host x port 22: Connection refused", false)]
    public void Errors_OfAKeyThatIsNone_SayWhatIsWrongWithIt(string errors, bool isAboutTheKey) =>
        Assert.Equal(
            isAboutTheKey,
            GitErrors.Classify(errors, 128, GitTask.Look, "git@x:y", "it is none").Message
                .StartsWith("It is none", StringComparison.Ordinal));

    [Theory]
    [InlineData(2, true)]
    [InlineData(11, false)]
    public void Program_ThatCannotBeRun_TakesAnotherWorker(int error, bool isMissing)
    {
        var failure = GitErrors.Missing("gpg", new Win32Exception(error));
        Assert.True(failure.EndsWorker);
        Assert.Equal(isMissing, failure.Message.Contains("install gnupg", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("No user exists for uid 61234", "libnss-systemd")]
    [InlineData("error: cannot run ssh: No such file or directory", "openssh-client")]
    public void Errors_OfMissingPackages_NameThem(string errors, string package) =>
        Assert.Contains(package, Classify(errors).Message, StringComparison.Ordinal);

    [Fact]
    public void Errors_WordsOfTheServer_AreCleanedAndCut()
    {
        var message = Classify("fatal: \u001b[31m" + new string('x', 5000)).Message;
        Assert.StartsWith("git failed: \"fatal: \\u001b[31mxxx", message, StringComparison.Ordinal);
        Assert.True(message.Length < 400);
    }

    private static GitException Classify(string errors, GitTask task = GitTask.Fetch, string url = "https://x/") =>
        GitErrors.Classify(errors, 128, task, url);
}
