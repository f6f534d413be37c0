using OciReconciler.Configuration;
using OciReconciler.Git;

namespace OciReconciler.UnitTests.Git;

/// <summary>Signatures of commits and tags, made by the real ssh-keygen and gpg.</summary>
public sealed class SignatureTests : IDisposable
{
    private const string Past = "2020-01-01T00:00:00Z";

    private readonly TestRepository _repository = new();

    public void Dispose() => _repository.Dispose();

    [Fact]
    public async Task Ssh_KnownKey_IsTakenByItsPrincipal()
    {
        var key = SshKey("key");
        _repository.CommitAll(SshSigned(key));
        await using var harness = Ssh($"ada@example.org {Public(key)}");
        Assert.Equal("ada@example.org", (await harness.FetchAsync()).VerifiedBy);
    }

    [Fact]
    public async Task Ssh_NothingNew_StillSaysByWhom()
    {
        var key = SshKey("key");
        var commit = _repository.CommitAll(SshSigned(key));
        await using var harness = Ssh($"ada {Public(key)}");
        await harness.FetchAsync();
        Assert.Equal("ada", (await harness.FetchAsync(known: commit, accepted: commit)).VerifiedBy);
    }

    [Fact]
    public async Task Ssh_KeyTakenOutOfItsFile_IsRefusedByTheNextFetch()
    {
        var (key, other) = (SshKey("key"), SshKey("other"));
        var commit = _repository.CommitAll(SshSigned(key));
        var signers = Path.Combine(_repository.Home, "signers");
        await File.WriteAllTextAsync(signers, $"ada {Public(key)}", TestContext.Current.CancellationToken);
        await using var harness = new WorkerHarness(new GitSourceOptions
        {
            Url = _repository.Url, Ref = "main", Verify = new GitVerifyOptions { AllowedSignersFile = signers },
        });
        await harness.FetchAsync();
        await harness.FetchAsync(known: commit, accepted: commit);
        Assert.Equal(1, harness.Starts);
        await File.WriteAllTextAsync(signers, $"ada {Public(other)}", TestContext.Current.CancellationToken);
        await harness.RefusedAsync(Reasons.GitVerificationFailed);
        Assert.Equal(2, harness.Starts);
    }

    [Fact]
    public async Task Ssh_Unsigned_IsRefusedWithItsCommit()
    {
        var commit = _repository.CommitAll();
        await using var harness = Ssh($"ada {Public(SshKey("key"))}");
        var failure = await harness.RefusedAsync(Reasons.GitVerificationFailed);
        Assert.EndsWith(
            "is not signed, or not just once: sign it (git commit -S), or push a signed one on top; what is in force stays.",
            failure.Message, StringComparison.Ordinal);
        Assert.Equal(commit, failure.Commit?.Id.Digits);
    }

    [Fact]
    public async Task Ssh_UnknownKey_IsRefused()
    {
        _repository.CommitAll(SshSigned(SshKey("other")));
        await using var harness = Ssh($"ada {Public(SshKey("key"))}");
        Assert.Contains("has not", (await harness.RefusedAsync(Reasons.GitVerificationFailed)).Message, StringComparison.Ordinal);
    }

    // git alone takes it, since the commit says that it is as old as that.
    [Fact]
    public async Task Ssh_ExpiredKeyWithABackdatedCommit_IsRefused()
    {
        var key = SshKey("key");
        _repository.Run(
            "git", ["-c", "gpg.format=ssh", "-c", $"user.signingKey={key}", "commit", "--quiet", "--allow-empty", "-S", "-m", "old"], null,
            ("GIT_COMMITTER_DATE", "2019-01-01T00:00:00Z"));
        await using var harness = Ssh($"ada valid-before=\"20200101\" {Public(key)}");
        Assert.Contains("has expired", (await harness.RefusedAsync(Reasons.GitVerificationFailed)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ssh_KeyForAnotherPurpose_IsRefused()
    {
        var key = SshKey("key");
        _repository.CommitAll(SshSigned(key));
        await using var harness = Ssh($"ada namespaces=\"file\" {Public(key)}");
        await harness.RefusedAsync(Reasons.GitVerificationFailed);
    }

    [Fact]
    public async Task Ssh_SignatureOfAnotherCommit_IsRefused()
    {
        var key = SshKey("key");
        _repository.CommitAll(SshSigned(key));
        var text = _repository.Git("cat-file", "commit", "HEAD").Replace("change", "changed", StringComparison.Ordinal);
        var forged = _repository.Git(["hash-object", "-t", "commit", "-w", "--stdin"], Encoding.UTF8.GetBytes(text + "\n"));
        _repository.Git("update-ref", "refs/heads/main", forged);
        await using var harness = Ssh($"ada {Public(key)}");
        Assert.Contains("does not fit", (await harness.RefusedAsync(Reasons.GitVerificationFailed)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ssh_NoKeysOfTheKind_IsRefused()
    {
        _repository.CommitAll(SshSigned(SshKey("key")));
        await using var harness = OpenPgp(OpenPgpKey("Ada"));
        Assert.Contains(
            "no allowedSignersFile", (await harness.RefusedAsync(Reasons.GitVerificationFailed)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ssh_KeyAddedToItsFile_IsTakenByTheNextFetch()
    {
        var key = SshKey("key");
        _repository.CommitAll(SshSigned(key));
        var signers = Path.Combine(_repository.Home, "signers");
        await File.WriteAllTextAsync(signers, "", TestContext.Current.CancellationToken);
        await using var harness = new WorkerHarness(new GitSourceOptions
        {
            Url = _repository.Url, Ref = "main", Verify = new GitVerifyOptions { AllowedSignersFile = signers },
        });
        await harness.RefusedAsync(Reasons.GitVerificationFailed);
        await File.WriteAllTextAsync(signers, $"ada {Public(key)}", TestContext.Current.CancellationToken);
        Assert.Equal("ada", (await harness.FetchAsync()).VerifiedBy);
        Assert.Equal(2, harness.Starts);
    }

    /// <summary>Keys expire and begin to hold while their files stay as they are; no unit is started for that.</summary>
    [Fact]
    public async Task Ssh_Unsigned_IsVerifiedAgainEachHourByTheSameWorker()
    {
        _repository.CommitAll();
        var time = new FakeTimeProvider();
        await using var harness = Ssh($"ada {Public(SshKey("key"))}", time: time);
        await harness.RefusedAsync(Reasons.GitVerificationFailed);
        Directory.Delete(harness.Paths.Repository, recursive: true);
        time.Advance(TimeSpan.FromMinutes(59));
        await harness.RefusedAsync(Reasons.GitVerificationFailed);
        // The ref alone was looked at.
        Assert.False(Directory.Exists(harness.Paths.Repository));

        File.Delete(harness.Paths.Mark);
        time.Advance(TimeSpan.FromMinutes(2));
        await harness.RefusedAsync(Reasons.GitVerificationFailed);
        Assert.Equal((true, 1), (Directory.Exists(harness.Paths.Repository), harness.Starts));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Ssh_Unsigned_SaysWhetherItDescendsFromTheAcceptedOne(bool isRewound, bool allowRewind)
    {
        var first = _repository.CommitAll();
        var accepted = _repository.CommitAll();
        _repository.Git("reset", "--quiet", "--hard", isRewound ? first : accepted);
        _repository.CommitAll("--message=other");
        await using var harness = Ssh($"ada {Public(SshKey("key"))}");
        var failure = await Assert.ThrowsAsync<GitException>(() => harness.FetchAsync(accepted: accepted, allowRewind: allowRewind));
        Assert.Equal((Reasons.GitVerificationFailed, isRewound), (failure.Reason, failure.IsRewound));
    }

    [Theory]
    [InlineData("-----BEGIN SIGNED MESSAGE-----\nabc\n-----END SIGNED MESSAGE-----")]
    [InlineData("-----BEGIN PGP SIGNATURE-----\n\nabc\n-----END PGP SIGNATURE-----")]
    [InlineData("-----BEGIN SSH SIGNATURE-----\nabc\n-----END SSH SIGNATURE-----")]
    [InlineData("anything")]
    public async Task Verification_SignatureThatIsNone_IsRefused(string signature)
    {
        _repository.CommitAll();
        var header = $"gpgsig {signature.Replace("\n", "\n ", StringComparison.Ordinal)}\n";
        var text = _repository.Git("cat-file", "commit", "HEAD").Replace("\n\n", $"\n{header}\n", StringComparison.Ordinal);
        var forged = _repository.Git(["hash-object", "-t", "commit", "-w", "--stdin"], Encoding.UTF8.GetBytes(text + "\n"));
        _repository.Git("update-ref", "refs/heads/main", forged);
        await using var harness = Ssh($"ada {Public(SshKey("key"))}");
        harness.WriteCredential(GitCredentialFiles.Keyring, OpenPgpKey("Ada"));
        await harness.RefusedAsync(Reasons.GitVerificationFailed);
    }

    [Fact]
    public async Task OpenPgp_KnownKey_IsTakenByItsFingerprint()
    {
        var keyring = OpenPgpKey("Ada");
        _repository.CommitAll("--gpg-sign=Ada");
        await using var harness = OpenPgp(keyring);
        var colons = _repository.Run("gpg", ["--list-keys", "--with-colons", "Ada"]);
        var fingerprint = colons.Split('\n').First(line => line.StartsWith("fpr:", StringComparison.Ordinal)).Split(':')[9];
        Assert.Equal(fingerprint, (await harness.FetchAsync()).VerifiedBy);
        Assert.False(Directory.Exists(harness.Paths.GnuPg));
    }

    [Fact]
    public async Task OpenPgp_UnknownKey_IsRefused()
    {
        OpenPgpKey("Eve");
        _repository.CommitAll("--gpg-sign=Eve");
        await using var harness = OpenPgp(OpenPgpKey("Ada"));
        Assert.Contains(
            "keyringFile has not", (await harness.RefusedAsync(Reasons.GitVerificationFailed)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenPgp_KeyThatHasExpired_IsRefused()
    {
        var keyring = OpenPgpKey("Ada", "--faked-system-time=20200101T000000!", "1d");
        _repository.Run(
            "git", ["-c", $"gpg.program={FakedGpg()}", "commit", "--quiet", "--allow-empty", "--gpg-sign=Ada", "-m", "old"], null,
            ("GIT_COMMITTER_DATE", Past));
        await using var harness = OpenPgp(keyring);
        Assert.Contains("has expired", (await harness.RefusedAsync(Reasons.GitVerificationFailed)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenPgp_KeyringThatIsNone_IsRefused()
    {
        OpenPgpKey("Ada");
        _repository.CommitAll("--gpg-sign=Ada");
        await using var harness = OpenPgp("nonsense");
        await harness.RefusedAsync(Reasons.GitVerificationFailed);
    }

    [Fact]
    public async Task Tag_SignedByAKnownKey_IsTaken()
    {
        var key = SshKey("key");
        var commit = _repository.CommitAll();
        Tag(key, "v1");
        await using var harness = Ssh($"ada {Public(key)}", "v1", SignedObject.Tag);
        var revision = await harness.FetchAsync();
        Assert.Equal((commit, "ada"), (revision.Commit.Id.Digits, revision.VerifiedBy));
    }

    [Fact]
    public async Task Tag_SignedByOpenPgp_IsTaken()
    {
        var keyring = OpenPgpKey("Ada");
        _repository.CommitAll();
        _repository.Git("tag", "--sign", "--local-user=Ada", "--message=first", "v1");
        await using var harness = OpenPgp(keyring, "v1", SignedObject.Tag);
        Assert.NotNull((await harness.FetchAsync()).VerifiedBy);
    }

    [Fact]
    public async Task Tag_UnderAnotherName_IsRefused()
    {
        var key = SshKey("key");
        _repository.CommitAll();
        Tag(key, "v1");
        _repository.Git("update-ref", "refs/tags/v2", _repository.Git("rev-parse", "v1"));
        await using var harness = Ssh($"ada {Public(key)}", "v2", SignedObject.Tag);
        Assert.Contains("under the name v1", (await harness.RefusedAsync(Reasons.GitVerificationFailed)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("light", "lightweight")]
    [InlineData("unsigned", "is not signed, or not just once: make it anew with git tag -s")]
    [InlineData("main", "is no tag")]
    public async Task Tag_WithoutASignature_IsRefused(string reference, string words)
    {
        var key = SshKey("key");
        _repository.CommitAll(SshSigned(key));
        _repository.Git("tag", "light");
        _repository.Git("tag", "--annotate", "--message=first", "unsigned");
        await using var harness = Ssh($"ada {Public(key)}", reference, SignedObject.Tag);
        Assert.Contains(words, (await harness.RefusedAsync(Reasons.GitVerificationFailed)).Message, StringComparison.Ordinal);
    }

    private static string Public(string key) => string.Join(' ', File.ReadAllText(key + ".pub").Split(' ')[..2]);

    private static string[] SshSigned(string key) => [$"--gpg-sign={key}"];

    private string SshKey(string name)
    {
        var path = Path.Combine(_repository.Home, name);
        _repository.Run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", path]);
        _repository.Git("config", "gpg.format", "ssh");
        return path;
    }

    private void Tag(string key, string name) =>
        _repository.Git("tag", "--sign", $"--local-user={key}", "--message=first", name);

    // Its public half, armored.
    private string OpenPgpKey(string name, string option = "--batch", string expires = "never")
    {
        var home = Path.Combine(_repository.Home, "gnupg");
        Directory.CreateDirectory(home, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        _repository.Run(
            "gpg", ["--batch", "--quiet", option, "--passphrase", "", "--quick-generate-key", name, "ed25519", "sign", expires]);
        _repository.Git("config", "gpg.format", "openpgp");
        return _repository.Run("gpg", ["--batch", "--armor", "--export", name]);
    }

    private string FakedGpg()
    {
        var path = Path.Combine(_repository.Home, "gpg-then");
        File.WriteAllText(path, "#!/bin/sh\nexec gpg --faked-system-time=20200101T000000! \"$@\"\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    private WorkerHarness Ssh(
        string signers, string reference = "main", SignedObject signed = SignedObject.Commit, TimeProvider? time = null) =>
        Harness(GitCredentialFiles.AllowedSigners, signers, reference, signed, time);

    private WorkerHarness OpenPgp(string keyring, string reference = "main", SignedObject signed = SignedObject.Commit) =>
        Harness(GitCredentialFiles.Keyring, keyring, reference, signed);

    private WorkerHarness Harness(
        string credential, string content, string reference, SignedObject signed, TimeProvider? time = null)
    {
        var options = new GitSourceOptions
        {
            Url = _repository.Url, Ref = reference, Verify = new GitVerifyOptions { Object = signed },
        };
        var harness = new WorkerHarness(options, time);
        harness.WriteCredential(credential, content);
        return harness;
    }
}
