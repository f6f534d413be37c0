using OciReconciler.Configuration;
using OciReconciler.Model.Git;

namespace OciReconciler.Git.Worker;

/// <summary>
/// Whether a commit or tag is signed by a key of the source. Fails closed: what is not understood is refused. git looks at the signature;
/// what it leaves open (by which kind of key, whether the key holds today, whether a tag is the one that was asked for) is looked at here.
/// </summary>
internal sealed class SignatureCheck(GitCommands git, SshSignatures ssh, OpenPgpSignatures openPgp)
{
    /// <summary>Verifies what the source asks for.</summary>
    /// <returns>The principal or the fingerprint of the key.</returns>
    /// <exception cref="GitException">There is no valid signature by a key of the source.</exception>
    public Task<string> VerifyAsync(
        SignedObject signed, GitTip tip, CommitId commit, GitObjectText text, CancellationToken cancellationToken) =>
        signed == SignedObject.Tag
            ? VerifyTagAsync(tip, commit, cancellationToken)
            : VerifyObjectAsync("verify-commit", $"Commit {commit.Abbreviated}", commit, text.CommitSignature, cancellationToken);

    private async Task<string> VerifyTagAsync(GitTip tip, CommitId commit, CancellationToken cancellationToken)
    {
        if (tip.Tag is not { } name)
            throw Refused($"{tip.Name} is no tag, and the source asks for signed tags: set its ref to one.");
        if (await git.TypeAsync(tip.Object, cancellationToken) != "tag")
            throw Refused($"Tag {name} is a lightweight one, which bears no signature: make it with git tag -s.");
        var tag = new GitObjectText(await git.ReadAsync("tag", tip.Object, cancellationToken));
        // Whoever can push could give an old tag a new name, and have its signature.
        if (tag.Header("tag") != name)
        {
            var first = RepositoryPaths.Shown(tag.Header("tag") ?? "");
            throw Refused($"The tag object of {name} was signed under the name {first}: somebody gave it another.");
        }

        if (tag.Header("type") != "commit" || tag.Header("object") != commit.Digits)
            throw Refused($"Tag {name} does not name the commit {commit.Abbreviated} itself.");
        return await VerifyObjectAsync("verify-tag", $"Tag {name}", tip.Object, tag.TagSignature, cancellationToken);
    }

    private async Task<string> VerifyObjectAsync(
        string command, string subject, CommitId id, string? signature, CancellationToken cancellationToken)
    {
        if (signature is null)
            throw Refused($"{subject} is not signed, or not just once: {HowTo(command)}; what is in force stays.");
        if (signature.StartsWith(SignatureKinds.Ssh, StringComparison.Ordinal))
            return await ssh.VerifyAsync(subject, signature, token => git.VerifyAsync(command, id, token), cancellationToken);
        if (signature.StartsWith(SignatureKinds.OpenPgp, StringComparison.Ordinal))
            return await openPgp.VerifyAsync(subject, token => git.VerifyAsync(command, id, token), cancellationToken);
        throw Refused($"{subject} has a signature of a kind that is not taken: sign it with an ssh or OpenPGP key.");
    }

    private static string HowTo(string command) => command == "verify-tag"
        ? "make it anew with git tag -s"
        : "sign it (git commit -S), or push a signed one on top";

    /// <summary>A refusal.</summary>
    public static GitException Refused(string message) => new(Reasons.GitVerificationFailed, message);
}
