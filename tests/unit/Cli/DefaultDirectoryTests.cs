using OciReconciler.Cli;
using OciReconciler.Configuration;

namespace OciReconciler.UnitTests.Cli;

/// <summary>Which sources a controller has by what it was started with.</summary>
public sealed class DefaultDirectoryTests : IDisposable
{
    private const string Git = """{ "git": { "url": "https://git.example/fleet" } }""";

    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Theory]
    [InlineData(true, "", null, "", "/etc/oci-reconciler/manifests")]
    [InlineData(false, "", null, "", "/etc/oci-reconciler/manifests")]
    [InlineData(true, "", "{}", "", "/etc/oci-reconciler/manifests")]
    [InlineData(false, "", "{}", "", "/etc/oci-reconciler/manifests")]
    [InlineData(true, "", """{ "manifests": [] }""", "", "/etc/oci-reconciler/manifests")]
    [InlineData(true, "", """{ "manifests": ["/m"] }""", "", "/m")]
    [InlineData(true, "/a", """{ "manifests": ["/m"] }""", "", "/a")]
    [InlineData(true, "", $$"""{ "sources": [{{Git}}] }""", "", "/etc/oci-reconciler/manifests fleet")]
    [InlineData(false, "", $$"""{ "sources": [{{Git}}] }""", "", "fleet")]
    [InlineData(true, "", $$"""{ "manifests": [], "sources": [{{Git}}] }""", "", "fleet")]
    [InlineData(true, "", $$"""{ "manifests": ["/m"], "sources": [{{Git}}] }""", "", "/m fleet")]
    [InlineData(true, "/a", $$"""{ "sources": [{{Git}}] }""", "", "/a fleet")]
    [InlineData(true, "", """{ "sources": [{ "directory": "/m" }] }""", "", "/etc/oci-reconciler/manifests /m")]
    [InlineData(true, "", $$"""{ "sources": [{{Git}}, { "directory": "/etc/oci-reconciler/manifests/" }] }""", "",
        "fleet /etc/oci-reconciler/manifests/")]
    [InlineData(true, "", null, "https://git.example/home", "/etc/oci-reconciler/manifests home")]
    [InlineData(false, "", null, "https://git.example/home", "home")]
    [InlineData(true, "/a", null, "https://git.example/home", "/a home")]
    [InlineData(true, "", """{ "manifests": [] }""", "https://git.example/home", "home")]
    public void Sources_OfCommandLineAndSettings_HaveTheDefaultDirectoryWhereNobodyNamedOthers(
        bool exists, string manifests, string? settings, string git, string sources)
    {
        if (settings is not null)
            File.WriteAllText(_file, settings);
        var arguments = new RunArguments(
            settings is null ? null : _file, Words(manifests), Words(git), Once: false, AllowMassRemoval: false);

        var options = RunCommand.OptionsOf(arguments, path => path == ReconcilerOptions.DefaultManifestDirectory && exists);

        Assert.Equal(sources, string.Join(' ', options.AllSources.Select(source => source.Directory ?? source.Git!.Name)));
    }

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
