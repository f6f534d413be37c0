using System.Text.RegularExpressions;

namespace OciReconciler.Git.Worker;

/// <summary>Signatures by ssh keys, with ssh-keygen's ALLOWED SIGNERS.</summary>
internal sealed partial class SshSignatures(ProgramRunner runner, WorkerPaths paths)
{
    /// <summary>Verifies one. As <see cref="SignatureCheck.VerifyAsync"/>.</summary>
    /// <param name="subject">What is signed, for messages.</param>
    /// <param name="verify">Runs git's verification.</param>
    public async Task<string> VerifyAsync(
        string subject, string signature, Func<CancellationToken, Task<ProgramResult>> verify, CancellationToken cancellationToken)
    {
        if (paths.Credential(GitCredentialFiles.AllowedSigners) is not { } signers)
            throw SignatureCheck.Refused($"{subject} is signed with an ssh key, and the source has no allowedSignersFile.");
        var principals = await PrincipalsTodayAsync(subject, signature, signers, cancellationToken);
        var result = await verify(cancellationToken);
        if (result.ExitCode == 0 && Good().Match(result.Errors) is { Success: true } good && principals.Contains(good.Groups["who"].Value))
            return good.Groups["who"].Value;
        throw SignatureCheck.Refused(
            IsAboutTime(result.Errors)
                ? $"{subject} says of itself that it was made at a time at which its key did not hold."
                : $"The signature of {subject} does not fit what is signed, or is not one for git.");
    }

    // git asks ssh-keygen whether the key held at the time that the commit gives itself: whoever has a key that was withdrawn writes what
    // time they like. So the key has to hold today as well.
    private async Task<HashSet<string>> PrincipalsTodayAsync(
        string subject, string signature, string signers, CancellationToken cancellationToken)
    {
        var file = Path.Combine(paths.Temporary, "signature");
        await File.WriteAllTextAsync(file, signature, cancellationToken);
        var result = await runner.RunAsync(
            "ssh-keygen", ["-Y", "find-principals", "-s", file, "-f", signers], default, cancellationToken);
        if (result.ExitCode == 0)
            return result.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);
        throw SignatureCheck.Refused(
            IsAboutTime(result.Errors)
                ? $"{subject} is signed with a key that has expired, or does not hold yet, by allowedSignersFile."
                : $"{subject} is signed with an ssh key that allowedSignersFile has not.");
    }

    private static bool IsAboutTime(string errors) =>
        errors.Contains("has expired", StringComparison.Ordinal) || errors.Contains("not yet valid", StringComparison.Ordinal);

    [GeneratedRegex("^Good \"git\" signature for (?<who>.+) with [A-Za-z0-9-]+ key SHA256:[A-Za-z0-9+/]+$",
        RegexOptions.CultureInvariant | RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Good();
}
