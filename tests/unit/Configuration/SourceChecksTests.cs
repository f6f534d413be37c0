using OciReconciler.Cli;
using OciReconciler.Configuration;

namespace OciReconciler.UnitTests.Configuration;

public sealed class SourceChecksTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Theory]
    [InlineData("https://git.example/team/Fleet.git", "fleet")]
    [InlineData("git@git.example:team/fleet_1.git/", "fleet-1")]
    [InlineData("file:///srv/git/my.fleet", "my.fleet")]
    public void Load_GitWithoutAName_IsNamedByItsUrl(string url, string name)
    {
        var options = Load($$"""{ "git": { "url": "{{url}}", "credentials": { "knownHostsFile": "/etc/known" } } }""");
        Assert.Equal(name, options.Sources[0].Git!.Name);
    }

    [Fact]
    public void Load_WholeSource_IsTaken()
    {
        var options = Load(
            """
            { "directory": "/etc/m" },
            { "git": {
              "name": "fleet", "url": "ssh://git@git.example:2222/fleet", "ref": "refs/tags/v1", "path": "hosts/web", "intervalSeconds": 10,
              "timeoutSeconds": 5, "maxBytes": 1000, "maxFiles": 10, "proxy": "http://proxy:3128", "onInvalid": "skip",
              "rollout": { "onFailure": "rollback" },
              "credentials": { "sshKeyFile": "credential:key", "knownHostsFile": "/etc/known" },
              "verify": { "allowedSignersFile": "/etc/signers", "object": "tag" } } }
            """);
        Assert.Equal("/etc/m", options.Sources[0].Directory);
        Assert.Equal(RevisionFailurePolicy.Rollback, options.Sources[1].Git!.Rollout.OnFailure);
        Assert.Equal(["fleet"], options.GitSources.Select(source => source.Name));
    }

    [Theory]
    [InlineData("{}", "$.sources[0]: must have exactly one of directory and git.")]
    [InlineData("""{ "directory": "/m", "git": { "url": "https://a/b" } }""", "$.sources[0]: must have exactly one of directory and git.")]
    [InlineData("""{ "directory": "" }""", "$.sources[0].directory: must be a path.")]
    [InlineData("""{ "git": { "url": "https://a/b" } }, { "git": { "url": "https://c/b" } }""", "$.sources[1].git.name: is b of another")]
    [InlineData("""{ "git": { "url": "https://a/b", "name": "../b" } }""", "$.sources[0].git.name: must be lower-case")]
    [InlineData("""{ "git": { "url": "https://a/b", "name": "A" } }""", "$.sources[0].git.name: must be lower-case")]
    [InlineData("""{ "git": { "url": "https://a" } }""", null)]
    [InlineData("""{ "git": { "url": "https://a/---" } }""", "$.sources[0].git.name: is needed")]
    [InlineData("""{ "git": { "url": "http://a/b" } }""", "$.sources[0].git.url: is http://, which nobody proves")]
    [InlineData("""{ "git": { "url": "git://a/b" } }""", "$.sources[0].git.url: is git://, which nobody proves")]
    [InlineData("""{ "git": { "url": "ext::sh" } }""", "$.sources[0].git.url: names a transport helper")]
    [InlineData("""{ "git": { "url": "https://user:pass@a/b" } }""", "$.sources[0].git.url: has a user in it")]
    [InlineData("""{ "git": { "url": "ssh://user:pass@a/b" } }""", "$.sources[0].git.url: has a password in it")]
    [InlineData("""{ "git": { "url": "ssh://-oProxyCommand=x/b" } }""", "$.sources[0].git.url: ")]
    [InlineData("""{ "git": { "url": "-oProxyCommand=x:b" } }""", "$.sources[0].git.url: must not begin with a dash.")]
    [InlineData("""{ "git": { "url": "git@-x:b" } }""", "$.sources[0].git.url: has no host, or one that begins with a dash.")]
    [InlineData("""{ "git": { "url": "/srv/b" } }""", "$.sources[0].git.url: must be the address of a repository")]
    [InlineData("""{ "git": { "url": "file://host/b" } }""", "$.sources[0].git.url: must have an absolute path")]
    [InlineData("""{ "git": { "url": "git@a:b" } }""", "$.sources[0].git.credentials.knownHostsFile: is needed for ssh")]
    [InlineData("""{ "git": { "url": "https://a/b", "ref": "a..b" } }""", "$.sources[0].git.ref: must have neither ..")]
    [InlineData("""{ "git": { "url": "https://a/b", "ref": "-b" } }""", "$.sources[0].git.ref: must not begin with a dash.")]
    [InlineData("""{ "git": { "url": "https://a/b", "ref": "a/.b" } }""", "$.sources[0].git.ref: must have names")]
    [InlineData("""{ "git": { "url": "https://a/b", "path": "a/../b" } }""", "$.sources[0].git.path: must be a path in the repository")]
    [InlineData("""{ "git": { "url": "https://a/b", "path": "/a" } }""", "$.sources[0].git.path: must be a path in the repository")]
    [InlineData("""{ "git": { "url": "https://a/b", "intervalSeconds": 9 } }""",
        "$.sources[0].git.intervalSeconds: must be from 10 to 86400")]
    [InlineData("""{ "git": { "url": "https://a/b", "maxFiles": 0 } }""",
        "$.sources[0].git.maxFiles: must be from 1 to 1000000, and is 0.")]
    [InlineData("""{ "git": { "url": "https://a/b", "proxy": "socks5://x" } }""", "$.sources[0].git.proxy: must be http://HOST:PORT")]
    [InlineData("""{ "git": { "url": "https://a/b", "proxy": "http://u:p@x:1" } }""", "$.sources[0].git.proxy: must be http://HOST:PORT")]
    [InlineData("""{ "git": { "url": "https://a/b", "verify": {} } }""",
        "$.sources[0].git.verify: needs allowedSignersFile or keyringFile")]
    [InlineData(
        """{ "git": { "url": "https://a/b", "verify": { "keyringFile": "k" } } }""",
        "$.sources[0].git.verify.keyringFile: must be an absolute path, or credential:NAME")]
    [InlineData(
        """{ "git": { "url": "https://a/b", "credentials": { "caFile": "credential:../x" } } }""",
        "$.sources[0].git.credentials.caFile: must be an absolute path")]
    [InlineData(
        """{ "git": { "url": "https://a/b", "ref": "refs/heads/x", "verify": { "keyringFile": "/k", "object": "tag" } } }""",
        "$.sources[0].git.verify.object: is tag, and refs/heads/x is none")]
    public void Load_Source_SaysWhatIsWrong(string sources, string? message)
    {
        if (message is null)
        {
            Assert.Equal("a", Load(sources).Sources[0].Git!.Name);
            return;
        }

        var failure = Assert.Throws<CommandFailure>(() => Load(sources));
        Assert.StartsWith($"{_file}: {message}", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://a/b.git", "https://a/b.git", "", "")]
    [InlineData("https://a/b.git#main", "https://a/b.git", "main", "")]
    [InlineData("git@a:b#v1:hosts/x", "git@a:b", "v1", "hosts/x")]
    public void Argument_IsSplitIntoUrlRefAndPath(string argument, string url, string reference, string path)
    {
        var git = GitArgument.Parse(argument).Git!;
        Assert.Equal((url, reference, path), (git.Url, git.Ref, git.Path));
    }

    private ReconcilerOptions Load(string sources)
    {
        File.WriteAllText(_file, $$"""{ "sources": [{{sources}}] }""");
        return OptionsLoader.Load(_file);
    }
}
