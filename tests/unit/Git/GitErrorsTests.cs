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
    [InlineData("", Reasons.GitFailed)]
    public void Errors_AreClassified(string errors, string reason) => Assert.Equal(reason, GitErrors.Classify(errors, 128).Reason);

    [Theory]
    [InlineData("No user exists for uid 61234", "libnss-systemd")]
    [InlineData("error: cannot run ssh: No such file or directory", "openssh-client")]
    public void Errors_OfMissingPackages_NameThem(string errors, string package) =>
        Assert.Contains(package, GitErrors.Classify(errors, 128).Message, StringComparison.Ordinal);

    [Fact]
    public void Errors_WordsOfTheServer_AreCleanedAndCut()
    {
        var message = GitErrors.Classify("fatal: \u001b[31m" + new string('x', 5000), 128).Message;
        Assert.StartsWith("git failed: \"fatal: \\u001b[31mxxx", message, StringComparison.Ordinal);
        Assert.True(message.Length < 400);
    }
}
