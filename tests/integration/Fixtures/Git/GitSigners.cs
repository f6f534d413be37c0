namespace OciReconciler.IntegrationTests.Fixtures.Git;

/// <summary>Somebody who signs commits and tags.</summary>
/// <param name="Options">Options of the git program, before its command.</param>
public sealed record GitSigner(IReadOnlyList<string> Options);

/// <summary>
/// Signers of a test, by ssh and by OpenPGP: one that is known, one that nobody knows, and one whose key has expired; and the files that
/// say who is known.
/// </summary>
public sealed class GitSigners
{
    private const string Program = """
        directory=$1; mkdir -p "$directory"; cd "$directory"
        for key in valid unknown expired; do ssh-keygen -q -t ed25519 -N '' -C $key -f ssh-$key; done
        echo "valid@lab.test $(cat ssh-valid.pub)" > allowed_signers
        echo "expired@lab.test valid-before=\"20200101\" $(cat ssh-expired.pub)" >> allowed_signers

        export GNUPGHOME="$directory/gnupg"; mkdir -p -m 700 "$GNUPGHOME"
        make() { gpg --batch --quiet --pinentry-mode loopback --passphrase '' "$@"; }
        make --quick-gen-key 'Valid <valid@lab.test>' ed25519 sign 10y
        make --quick-gen-key 'Unknown <unknown@lab.test>' ed25519 sign 10y
        make --faked-system-time 20200101T000000 --quick-gen-key 'Expired <expired@lab.test>' ed25519 sign 1d
        gpg --batch --quiet --armor --export valid@lab.test expired@lab.test > keyring.asc
        gpg --batch --quiet --export valid@lab.test expired@lab.test > keyring.gpg
        printf '#!/bin/sh\nexport GNUPGHOME=%s\nexec gpg "$@"\n' "$GNUPGHOME" > sign-now
        printf '#!/bin/sh\nexport GNUPGHOME=%s\nexec gpg --faked-system-time 20200101T010000 "$@"\n' "$GNUPGHOME" > sign-then
        chmod 755 sign-now sign-then
        """;

    private readonly string _directory;

    private GitSigners(string directory) => _directory = directory;

    /// <summary>ssh: it is in <see cref="AllowedSignersFile"/>.</summary>
    public GitSigner Ssh => OfSsh("valid");

    /// <summary>ssh: nobody knows it.</summary>
    public GitSigner UnknownSsh => OfSsh("unknown");

    /// <summary>ssh: it is in <see cref="AllowedSignersFile"/> until 2020.</summary>
    public GitSigner ExpiredSsh => OfSsh("expired");

    /// <summary>OpenPGP: it is in <see cref="KeyringFile"/>.</summary>
    public GitSigner OpenPgp => OfOpenPgp("valid", "sign-now");

    /// <summary>OpenPGP: nobody knows it.</summary>
    public GitSigner UnknownOpenPgp => OfOpenPgp("unknown", "sign-now");

    /// <summary>OpenPGP: it is in <see cref="KeyringFile"/>, and has expired in 2020, a day after it signed.</summary>
    public GitSigner ExpiredOpenPgp => OfOpenPgp("expired", "sign-then");

    /// <summary>Who may sign by ssh, in the format of <c>gpg.ssh.allowedSignersFile</c>.</summary>
    public string AllowedSignersFile => $"{_directory}/allowed_signers";

    /// <summary>Who may sign by OpenPGP: public keys as <c>gpg --import</c> reads them, in letters.</summary>
    public string KeyringFile => $"{_directory}/keyring.asc";

    /// <summary>The same in bytes, as <c>gpgv</c> reads them.</summary>
    public string BinaryKeyringFile => $"{_directory}/keyring.gpg";

    /// <summary>Makes the keys in the server's lab.</summary>
    public static async Task<GitSigners> CreateAsync(GitServer server)
    {
        var directory = $"{server.Directory}/signers";
        (await server.Lab.ExecAsync("sh", "-ec", Program, "sh", directory)).Succeeded();
        return new GitSigners(directory);
    }

    private GitSigner OfSsh(string key) => new(["-c", "gpg.format=ssh", "-c", $"user.signingkey={_directory}/ssh-{key}.pub"]);

    private GitSigner OfOpenPgp(string user, string program) =>
        new(["-c", "gpg.format=openpgp", "-c", $"user.signingkey={user}@lab.test", "-c", $"gpg.program={_directory}/{program}"]);
}
