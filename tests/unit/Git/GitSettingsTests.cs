using OciReconciler.Cli;
using OciReconciler.Git;
using OciReconciler.Git.Worker;
using OciReconciler.UnitTests.Sources;

namespace OciReconciler.UnitTests.Git;

/// <summary>What git, and the ssh that it starts, are told.</summary>
public sealed class GitSettingsTests : IDisposable
{
    private const string Secret = "correct horse";

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Environment_HasNoSecretAndNothingOfThisProcess()
    {
        _directory.Write(GitCredentialFiles.Password, Secret);
        var environment = Environment(new WorkerRequest { Url = "https://example.org/x", Username = "ada" });
        Assert.DoesNotContain(environment, pair => pair.Value.Contains(Secret, StringComparison.Ordinal));
        Assert.Equal("1", environment["GIT_CONFIG_NOSYSTEM"]);
        Assert.Equal("/cache/home", environment["HOME"]);
    }

    [Theory]
    [InlineData("https://example.org/x", "https")]
    [InlineData("ssh://git@example.org/x", "ssh")]
    [InlineData("git@example.org:x/y.git", "ssh")]
    [InlineData("file:///srv/x", "file")]
    public void Protocol_OfTheAddress_IsTheOnlyOne(string url, string protocol)
    {
        var settings = Settings(new WorkerRequest { Url = url });
        Assert.Equal("never", settings["protocol.allow"]);
        var allowed = settings.Where(pair => pair.Value == "always").Select(pair => pair.Key);
        Assert.Equal([$"protocol.{protocol}.allow"], allowed);
    }

    [Fact]
    public void Password_IsReadByThisProgramWhereThereIsOne()
    {
        var request = new WorkerRequest { Url = "https://example.org/x" };
        Assert.Equal("", Settings(request)["credential.helper"]);
        _directory.Write(GitCredentialFiles.Password, Secret);
        Assert.Equal("!'/opt/it'\\''s/oci-reconciler' git-credential", Settings(request)["credential.helper"]);
    }

    [Fact]
    public void CaFile_TakesThePlaceOfTheHostsCertificates()
    {
        var request = new WorkerRequest { Url = "https://example.org/x" };
        Assert.DoesNotContain("http.sslCAPath", Settings(request));
        _directory.Write(GitCredentialFiles.Ca, "");
        var settings = Settings(request);
        Assert.Equal(
            (_directory[GitCredentialFiles.Ca], "/cache/empty"), (settings["http.sslCAInfo"], settings["http.sslCAPath"]));
    }

    [Fact]
    public void Ssh_TrustsTheFilesOfTheSourceAlone()
    {
        _directory.Write(GitCredentialFiles.KnownHosts, "");
        _directory.Write(GitCredentialFiles.SshKey, "");
        var command = Environment(new WorkerRequest { Url = "ssh://example.org/x" })["GIT_SSH_COMMAND"];
        foreach (var option in new[]
            {
                "-F /dev/null", "StrictHostKeyChecking=yes", $"UserKnownHostsFile={_directory[GitCredentialFiles.KnownHosts]}",
                "GlobalKnownHostsFile=/dev/null", $"IdentityFile={_directory[GitCredentialFiles.SshKey]}", "IdentitiesOnly=yes",
                "IdentityAgent=none", "BatchMode=yes",
            })
            Assert.Contains(option, command, StringComparison.Ordinal);
    }

    [Fact]
    public void Signatures_OfAKindWithoutKeys_AreRefusedByTheirProgram()
    {
        var request = new WorkerRequest { Url = "file:///x", Signed = OciReconciler.Configuration.SignedObject.Commit };
        _directory.Write(GitCredentialFiles.AllowedSigners, "");
        var settings = Settings(request);
        Assert.Equal(
            ("/bin/false", "/bin/false", "ssh-keygen"),
            (settings["gpg.program"], settings["gpg.x509.program"], settings["gpg.ssh.program"]));
    }

    [Theory]
    [InlineData("get", "protocol=https\nhost=x\n", "username=git\npassword=correct horse\n")]
    [InlineData("get", "protocol=https\nhost=x\nusername=ada\n", "username=ada\npassword=correct horse\n")]
    [InlineData("get", "protocol=http\nhost=x\n", "")]
    [InlineData("erase", "protocol=https\nhost=x\n", "")]
    [InlineData("store", "protocol=https\nhost=x\n", "")]
    public void Credential_IsGivenForHttpsAlone(string operation, string attributes, string answer) =>
        Assert.Equal(answer, GitWorkerCommand.CredentialAnswer(operation, attributes, Secret + "\r\nmore\n"));

    private IReadOnlyDictionary<string, string> Environment(WorkerRequest request) =>
        GitSettings.Environment(request, new WorkerPaths("/cache", _directory.Path, "/opt/it's/oci-reconciler"));

    // The last value of a key counts.
    private Dictionary<string, string> Settings(WorkerRequest request)
    {
        var environment = Environment(request);
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var index = 0; environment.TryGetValue($"GIT_CONFIG_KEY_{index}", out var key); index++)
            settings[key] = environment[$"GIT_CONFIG_VALUE_{index}"];
        return settings;
    }
}
