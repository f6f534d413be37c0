using OciReconciler.Git;
using OciReconciler.Git.Worker;

namespace OciReconciler.UnitTests.Git;

/// <summary>Keys as the real ssh-keygen writes them, and what is told when a server refuses them.</summary>
public sealed class SshKeyFileTests : IDisposable
{
    private readonly TestRepository _repository = new();

    public void Dispose() => _repository.Dispose();

    [Theory]
    [InlineData("-t", "ed25519")]
    [InlineData("-t", "ecdsa", "-m", "PEM")]
    [InlineData("-t", "rsa", "-b", "2048", "-m", "PEM")]
    [InlineData("-t", "ecdsa", "-m", "PKCS8")]
    public void Fault_PassphraseOrPublic_IsSeen(params string[] form)
    {
        var plain = Key("plain", "", form);
        Assert.Null(SshKeyFile.Fault(File.ReadAllText(plain)));
        Assert.Contains("is a public key", SshKeyFile.Fault(File.ReadAllText(plain + ".pub")), StringComparison.Ordinal);
        Assert.Contains(
            "has a passphrase", SshKeyFile.Fault(File.ReadAllText(Key("locked", "a passphrase", form))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "the source has none")]
    [InlineData("", "is no private key")]
    [InlineData("PuTTY-User-Key-File-3: ssh-ed25519", "is no private key")]
    [InlineData("-----BEGIN PUBLIC KEY-----", "is a public key")]
    public void Fault_NoKey_IsSeen(string? text, string fault) =>
        Assert.Contains(fault, SshKeyFile.Fault(text), StringComparison.Ordinal);

    // A server that knows the key's public half and one that does not say the same of a key with a passphrase: nothing.
    [Fact]
    public async Task Server_RefusesAKeyWithAPassphrase_ThePassphraseIsNamed()
    {
        var programs = Directory.CreateDirectory(Path.Combine(_repository.Home, "bin")).FullName;
        var ssh = Path.Combine(programs, "ssh");
        await File.WriteAllTextAsync(
            ssh, "#!/bin/sh\necho 'git@x: Permission denied (publickey).' >&2\nexit 255\n", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(ssh, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var paths = new WorkerPaths(_repository.Home, _repository.Home, "/nowhere");
        File.Move(Key("key", "a passphrase", "-t", "ed25519"), Path.Combine(paths.Credentials, GitCredentialFiles.SshKey));
        var request = new WorkerRequest { Url = "git@x:y" };
        new WorkerCache(paths, 1).Prepare();
        var environment = GitSettings.Environment(request, paths).ToDictionary(StringComparer.Ordinal);
        environment["PATH"] = $"{programs}:{environment["PATH"]}";
        var git = new GitCommands(new ProgramRunner(environment, paths.Home, TimeProvider.System), paths, request.Url);

        var failure = await Assert.ThrowsAsync<GitException>(
            () => git.ListRemoteAsync(GitRef.Parse("main"), TestContext.Current.CancellationToken));
        Assert.Equal(Reasons.GitAccessDenied, failure.Reason);
        Assert.StartsWith("The ssh key has a passphrase, which nobody can type", failure.Message, StringComparison.Ordinal);
    }

    private string Key(string name, string passphrase, params string[] form)
    {
        var path = Path.Combine(_repository.Home, name);
        _repository.Run("ssh-keygen", ["-q", .. form, "-N", passphrase, "-C", "", "-f", path]);
        return path;
    }
}
