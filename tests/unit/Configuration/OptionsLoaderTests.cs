using OciReconciler.Cli;
using OciReconciler.Configuration;

namespace OciReconciler.UnitTests.Configuration;

public sealed class OptionsLoaderTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Load_OneSetting_LeavesTheOthersAtTheirDefaults()
    {
        File.WriteAllText(_file, """{ "imageStreamSeconds": 4, "backend": "docker" }""");

        Assert.Equal(new ReconcilerOptions { ImageStreamSeconds = 4, Backend = Backend.Docker }, OptionsLoader.Load(_file));
    }

    [Theory]
    [InlineData("/etc/oci-reconciler/age.key")]
    [InlineData("credential:age.key")]
    public void Load_IdentityOfSecrets_IsAPathOrACredential(string identity)
    {
        File.WriteAllText(_file, $$"""{ "secrets": { "ageIdentityFile": "{{identity}}" } }""");

        Assert.Equal(identity, OptionsLoader.Load(_file).Secrets.AgeIdentityFile);
    }

    [Theory]
    [InlineData("""{ "resyncSeconds": 0 }""", "$.resyncSeconds: must be from 1 to 86400, and is 0.")]
    [InlineData("""{ "secrets": { "ageIdentityFile": "age.key" } }""",
        "$.secrets.ageIdentityFile: must be an absolute path, or credential:NAME.")]
    [InlineData("""{ "secrets": { "ageIdentityFile": "credential:../key" } }""",
        "$.secrets.ageIdentityFile: must be an absolute path, or credential:NAME.")]
    [InlineData("""{ "runtimeDirectory": "/run/a,b", "secrets": { "ageIdentityFile": "/key" } }""",
        "$.runtimeDirectory: must have no ',' and no '\"' in it where secrets are used.")]
    [InlineData("null", "$: must be an object with settings, and is null.")]
    [InlineData("""{ "stateDirectory": "" }""", "$.stateDirectory: must be a path.")]
    [InlineData("""{ "imageStreamSeconds": -1 }""", "$.imageStreamSeconds: must be from 1 to 86400, and is -1.")]
    public void Load_OutOfRange_SaysWhichSettingAndRange(string text, string message)
    {
        File.WriteAllText(_file, text);

        var failure = Assert.Throws<CommandFailure>(() => OptionsLoader.Load(_file));

        Assert.Equal($"{_file}: {message}", failure.Message);
    }

    [Theory]
    [InlineData("""{ "resyncSecond": 1 }""", "1: $.resyncSecond: unknown setting \"resyncSecond\": did you mean \"resyncSeconds\"?")]
    [InlineData("{ /* } */\n \"debug\": true,\n \"quux\": {}, }", "3: $.quux: unknown setting \"quux\": known here are allowMassRemoval, ")]
    [InlineData("""{ "sources": [{ "directory": "/d" }, { "url": "x" }] }""",
        "1: $.sources[1].url: unknown setting \"url\": it belongs in \"git\": write {\"git\": {\"url\": ...}}")]
    [InlineData("""{ "sources": [{ "dir": "/d" }] }""", "1: $.sources[0].dir: unknown setting \"dir\": known here are directory, git")]
    [InlineData("""{ "sources": [{ "git": { "branch": "main" } }] }""",
        "1: $.sources[0].git.branch: unknown setting \"branch\": known here are applyWindows, credentials, intervalSeconds, maxBytes, "
        + "maxFiles, name, onInvalid, onSync, path, proxy, ref, rollout, timeoutSeconds, url, verify, windowGraceSeconds")]
    [InlineData("""{ "sources": [{ "git": { "credentials": { "sshKey": "x" } } }] }""",
        "1: $.sources[0].git.credentials.sshKey: unknown setting \"sshKey\": known here are caFile, ")]
    [InlineData("""{ "sources": [{ "git": { "verify": { "keyringfile": "x" } } }] }""",
        "1: $.sources[0].git.verify.keyringfile: unknown setting \"keyringfile\": did you mean \"keyringFile\"?")]
    [InlineData("""{ "sources": [{ "git": { "rollout": { "onFail": "x" } } }] }""",
        "1: $.sources[0].git.rollout.onFail: unknown setting \"onFail\": known here are onFailure")]
    [InlineData("""{ "sources": [{ "git": { "applyWindows": [{ "crn": "x" }] } }] }""",
        "1: $.sources[0].git.applyWindows[0].crn: unknown setting \"crn\": did you mean \"cron\"?")]
    [InlineData("""{ "sources": [{ "git": { "onSync": { "comand": [] } } }] }""",
        "1: $.sources[0].git.onSync.comand: unknown setting \"comand\": did you mean \"command\"?")]
    [InlineData("""{ "node": { "labels": { "any": "x" }, "nam": "x" } }""",
        "1: $.node.nam: unknown setting \"nam\": did you mean \"name\"?")]
    [InlineData("""{ "secrets": { "ageIdentity": "x" } }""",
        "1: $.secrets.ageIdentity: unknown setting \"ageIdentity\": known here are ageIdentityFile")]
    public void Load_UnknownSetting_SaysWhatIsMeant(string text, string message)
    {
        File.WriteAllText(_file, text);

        var failure = Assert.Throws<CommandFailure>(() => OptionsLoader.Load(_file));

        Assert.Equal(ExitCodes.Usage, failure.ExitCode);
        Assert.StartsWith($"{_file}:{message}", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith(" See docs/configuration.md.", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "stateDirectory": null }""", "$.stateDirectory")]
    [InlineData("""{ "resyncSeconds": "often" }""", "$.resyncSeconds")]
    public void Load_NullOrOfAnotherKind_SaysSo(string text, string path)
    {
        File.WriteAllText(_file, text);

        var failure = Assert.Throws<CommandFailure>(() => OptionsLoader.Load(_file));

        Assert.Equal(
            $"{_file}:1: {path}: not a valid setting (not known, of another kind, or null). See docs/configuration.md.", failure.Message);
    }
}
