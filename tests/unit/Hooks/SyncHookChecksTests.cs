using OciReconciler.Cli;
using OciReconciler.Configuration;
using OciReconciler.UnitTests.Sources;

namespace OciReconciler.UnitTests.Hooks;

public sealed class SyncHookChecksTests : IDisposable
{
    private readonly TemporaryDirectory _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void Load_Hook_IsTaken()
    {
        var hook = Load(
            """{"command": ["/usr/local/bin/notify", "--to", "$x"], "credentials": {"token": "/etc/t", "b": "credential:b"}}""");
        Assert.Equal(["/usr/local/bin/notify", "--to", "$x"], hook.Command);
        Assert.Equal(("", 30, "/etc/t"), (hook.User, hook.TimeoutSeconds, hook.Credentials["token"]));
    }

    [Theory]
    [InlineData("{}", "command: must be given: the absolute path of a program, and its arguments.")]
    [InlineData("""{"command": ["notify"]}""", "command[0]: must be the absolute path of a program, without \"$\".")]
    [InlineData("""{"command": ["/bin/$x"]}""", "command[0]: must be the absolute path of a program, without \"$\".")]
    [InlineData("""{"command": ["/bin/a\nb"]}""", "command[0]: must be the absolute path of a program, without \"$\".")]
    [InlineData("""{"command": ["/bin/a", null]}""", "command[1]: must be a text without the character 0.")]
    [InlineData("""{"command": ["/bin/a", "\u0000"]}""", "command[1]: must be a text without the character 0.")]
    [InlineData("""{"command": ["/bin/a"], "user": "a b"}""", "user: must be the name or number of a user.")]
    [InlineData("""{"command": ["/bin/a"], "timeoutSeconds": 0}""", "timeoutSeconds: must be from 1 to 3600, and is 0.")]
    [InlineData("""{"command": ["/bin/a"], "credentials": {"a/b": "/x"}}""",
        """credentials: "a/b" is no name of a credential: write letters, digits, "_", "-" and ".".""")]
    [InlineData("""{"command": ["/bin/a"], "credentials": {"a": "x"}}""", "credentials.a: must be an absolute path, or credential:NAME.")]
    [InlineData("""{"command": ["/bin/a"], "credentials": {"a": "credential:../x"}}""",
        "credentials.a: must be an absolute path, or credential:NAME.")]
    public void Load_WrongHook_SaysWhichSettingAndWhatToDo(string hook, string message)
    {
        var failure = Assert.Throws<CommandFailure>(() => Load(hook));
        Assert.Equal($"{_temporary["settings.json"]}: $.sources[0].git.onSync.{message}", failure.Message);
    }

    private SyncHookOptions Load(string hook)
    {
        _temporary.Write(
            "settings.json", "{\"sources\": [{\"git\": {\"name\": \"fleet\", \"url\": \"https://example.org/f.git\", \"onSync\": " + hook
            + "}}]}");
        return OptionsLoader.Load(_temporary["settings.json"]).Sources[0].Git!.OnSync!;
    }
}
