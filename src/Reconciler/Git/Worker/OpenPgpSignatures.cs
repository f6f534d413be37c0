using OciReconciler.Files;

namespace OciReconciler.Git.Worker;

/// <summary>Signatures by OpenPGP keys, with a keyring that is read anew each time.</summary>
internal sealed class OpenPgpSignatures(ProgramRunner runner, WorkerPaths paths)
{
    private const string StatusMark = "[GNUPG:] ";

    // No agent, no network, no question; whether a key counts is said by its being in the keyring.
    private const string Configuration = "batch\nno-tty\nno-autostart\nno-auto-key-retrieve\nno-auto-check-trustdb\ntrust-model always\n";

    /// <summary>Verifies one. As <see cref="SignatureCheck.VerifyAsync"/>.</summary>
    /// <param name="subject">What is signed, for messages.</param>
    /// <param name="verify">Runs git's verification.</param>
    public async Task<string> VerifyAsync(
        string subject, Func<CancellationToken, Task<ProgramResult>> verify, CancellationToken cancellationToken)
    {
        if (paths.Credential(GitCredentialFiles.Keyring) is not { } keyring)
            throw SignatureCheck.Refused($"{subject} is signed with an OpenPGP key, and the source has no keyringFile.");
        try
        {
            await ImportAsync(keyring, cancellationToken);
            return Fingerprint(subject, await verify(cancellationToken));
        }
        finally
        {
            Directory.Delete(paths.GnuPg, recursive: true);
        }
    }

    private async Task ImportAsync(string keyring, CancellationToken cancellationToken)
    {
        if (Directory.Exists(paths.GnuPg))
            Directory.Delete(paths.GnuPg, recursive: true);
        StateDirectory.MakePrivate(paths.GnuPg);
        await File.WriteAllTextAsync(Path.Combine(paths.GnuPg, "gpg.conf"), Configuration, cancellationToken);
        var result = await runner.RunAsync("gpg", ["--quiet", "--import", keyring], default, cancellationToken);
        if (result.ExitCode != 0)
        {
            throw SignatureCheck.Refused(
                "The keys of keyringFile cannot be read: export them with gpg --export --armor (gpg: "
                + $"\"{RepositoryPaths.Shown(result.Errors.Trim())}\").");
        }
    }

    private static string Fingerprint(string subject, ProgramResult result)
    {
        var statuses = result.Errors.Split('\n').Where(line => line.StartsWith(StatusMark, StringComparison.Ordinal))
            .Select(line => line[StatusMark.Length..].Split(' ')).ToArray();
        var isGood = result.ExitCode == 0 && statuses.Count(status => status[0] == "GOODSIG") == 1;
        if (isGood && statuses.Where(status => status[0] == "VALIDSIG").ToArray() is [{ Length: > 10 } valid])
            return valid[10];
        throw SignatureCheck.Refused(
            Has("EXPKEYSIG") || Has("KEYEXPIRED") ? $"{subject} is signed with a key that has expired."
            : Has("REVKEYSIG") || Has("KEYREVOKED") ? $"{subject} is signed with a key that was revoked."
            : Has("EXPSIG") ? $"The signature of {subject} has expired."
            : Has("NO_PUBKEY") ? $"{subject} is signed with an OpenPGP key that keyringFile has not."
            : Has("BADSIG") ? $"The signature of {subject} does not fit what is signed."
            : $"The signature of {subject} is not taken: {RepositoryPaths.Shown(result.Errors.Trim())}.");

        bool Has(string name) => statuses.Any(status => status[0] == name);
    }
}
