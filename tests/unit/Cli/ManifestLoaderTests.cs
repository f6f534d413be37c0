using System.Diagnostics;
using OciReconciler.Cli;
using OciReconciler.UnitTests.Manifests;

namespace OciReconciler.UnitTests.Cli;

/// <summary>What is named on the command line, the odd things too: each is answered at once.</summary>
public sealed class ManifestLoaderTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("loader-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Load_OddFiles_AreEachRefusedWithTheReason()
    {
        File.CreateSymbolicLink(In("dangling.json"), In("nowhere"));
        File.CreateSymbolicLink(In("loop.json"), In("loop.json"));
        Directory.CreateDirectory(In("sub.json"));
        using (var mkfifo = Process.Start("mkfifo", In("fifo.json")))
            await mkfifo.WaitForExitAsync(TestContext.Current.CancellationToken);
        await using (var big = File.Create(In("big.json")))
            big.SetLength(100L << 20);
        await File.WriteAllTextAsync(In("good.json"), Sample.Spec(""), TestContext.Current.CancellationToken);

        var loaded = ManifestLoader.Load([_directory, In("missing.json"), "/dev/zero"], new ParseContext(Backend.Podman));

        Assert.Equal(
            [
                $"{In("big.json")}:1: $: is 104857600 bytes long; at most 10485760 are read. Split it into several files.",
                $"{In("dangling.json")}:1: $: is a link whose target does not exist",
                $"{In("fifo.json")}:1: $: is a FIFO: only regular files are read, and standard input as -",
                $"{In("loop.json")}:1: $: cannot be examined: Too many levels of symbolic links",
                $"{In("sub.json")}:1: $: is a directory: only regular files are read, and standard input as -",
                $"{In("missing.json")}:1: $: there is no such file or directory",
                "/dev/zero:1: $: is a device: only regular files are read, and standard input as -",
            ],
            loaded.Messages.Select(message => message.ToString()));
        Assert.Equal("web", Assert.Single(loaded.Workloads).Key.Name);
    }

    [Fact]
    public void Load_Directory_IsCheckedAcrossFiles()
    {
        File.WriteAllText(In("a.json"), Sample.Named("web", "'dependsOn': ['db'], 'ports': ['80:80']"));
        File.WriteAllText(In("b.json"), Sample.Named("other", "'serviceName': 'podman-web', 'ports': ['80:8080']"));
        File.WriteAllText(In("schema.json"), SampleFiles.All["schema.json"]);
        File.WriteAllText(In("c.json.bak"), "{");

        var messages = ManifestLoader.Load([_directory], new ParseContext(Backend.Podman)).Messages.Select(message => message.ToString())
            .ToList();

        Assert.Equal(
            [
                $"{In("a.json")}:2: $: the unit \"podman-web.service\" is that of \"other\" in {In("b.json")}:2 too: change name or "
                    + "serviceName of one",
                $"{In("a.json")}:2: $: \"web\" depends on \"db\", which is not declared: declare it, or remove it from dependsOn",
                $"{In("b.json")}:2: $: the unit \"podman-web.service\" is that of \"web\" in {In("a.json")}:2 too: change name or "
                + "serviceName of one",
                $"{In("b.json")}:2: $: warning: port 80 of the host, in \"80:8080\", is published by \"web\" in {In("a.json")}:2 too: "
                + "only one can have it",
            ],
            messages);
    }

    [Fact]
    public void Load_DependencyDeclaredElsewhere_IsKnown()
    {
        File.WriteAllText(In("web.json"), Sample.Named("web", "'dependsOn': ['db', 'cahce']"));
        foreach (var path in (string[])[In("web.json"), _directory])
        {
            var loaded = ManifestLoader.Load(
                [path], new ParseContext(Backend.Podman), elsewhere: new HashSet<WorkloadKey> { new("db"), new("cache") });
            var message = Assert.Single(loaded.Messages);
            Assert.Equal("\"web\" depends on \"cahce\", which is not declared: did you mean \"cache\"?", message.Message);
        }
    }

    [Fact]
    public void Load_WhatIsNotReadInADirectory_IsNamedAndIsNoError()
    {
        File.WriteAllText(In("web.json"), Sample.Spec(""));
        File.WriteAllText(In("db.yaml"), "");
        File.WriteAllText(In("app.JSON"), Sample.Spec(""));
        File.WriteAllText(In("notes.json~"), "");
        Directory.CreateDirectory(In("sub"));

        var loaded = ManifestLoader.Load([_directory], new ParseContext(Backend.Podman));

        Assert.False(loaded.HasErrors);
        Assert.Equal([In("app.JSON"), In("db.yaml"), In("sub")], loaded.Messages.Select(message => message.File));
        Assert.All(
            loaded.Messages, message => Assert.Matches($"^{message.File}:1: \\$: warning: is (not read|a directory)", message.ToString()));
    }

    private string In(string name) => Path.Combine(_directory, name);
}
