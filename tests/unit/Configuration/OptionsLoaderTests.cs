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
