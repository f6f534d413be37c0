using OciReconciler.Cli;
using OciReconciler.Configuration;
using OciReconciler.Hosting;
using OciReconciler.UnitTests.Git;
using OciReconciler.UnitTests.Sources;

namespace OciReconciler.UnitTests.Cli;

/// <summary>What <c>plan --source</c> reads, by the git of this machine.</summary>
public sealed class RevisionLoaderTests : IDisposable
{
    private readonly TestRepository _repository = new();
    private readonly TemporaryDirectory _files = new();

    public void Dispose()
    {
        _repository.Dispose();
        _files.Dispose();
    }

    [Theory]
    [InlineData(null, "nginx:1")]
    [InlineData("main", "nginx:1")]
    [InlineData("change", "nginx:2")]
    [InlineData("refs/pull/17/head", "nginx:2")]
    public async Task Load_ARef_HasItsManifestsAndTheCommit(string? revision, string image)
    {
        var first = _repository.Commit("web.json", Web("nginx:1"));
        _repository.Git("switch", "--quiet", "--create", "change");
        var second = _repository.Commit("web.json", Web("nginx:2"));
        _repository.Git("update-ref", "refs/pull/17/head", second);
        _repository.Git("switch", "--quiet", "main");

        var loaded = await LoadAsync(revision);
        var workload = Assert.Single(loaded.Manifests.Workloads);
        Assert.Equal((image, "test:web.json"), (workload.Spec.Image, workload.File));
        var commit = image == "nginx:1" ? first : second;
        Assert.StartsWith("test@", loaded.At, StringComparison.Ordinal);
        Assert.StartsWith(loaded.At["test@".Length..], commit, StringComparison.Ordinal);
        Assert.Equal($"{loaded.At} (\"change\", Ada)", loaded.Title);
    }

    [Fact]
    public async Task Load_ASubjectWithQuotes_IsQuotedAsAWhole()
    {
        _repository.CommitAll("--message=Revert \"No such image\"");
        var loaded = await LoadAsync(null);
        Assert.Equal($"{loaded.At} (\"Revert \\\"No such image\\\"\", Ada)", loaded.Title);
    }

    [Fact]
    public async Task Load_ErrorsAndLinks_NameCommitFileAndLine()
    {
        File.CreateSymbolicLink(_repository["link.json"], "web.json");
        File.CreateSymbolicLink(_repository["notes.age"], "web.json");
        _repository.Commit("web.json", Web("nginx:1").Replace("\"nginx:1\"", "\n7", StringComparison.Ordinal));

        var loaded = await LoadAsync(null);
        var messages = loaded.Located(loaded.Manifests).Messages
            .Select(message => message.ToString()).Order(StringComparer.Ordinal).ToList();
        Assert.True(loaded.Manifests.HasErrors);
        Assert.Collection(
            messages,
            message => Assert.StartsWith($"{loaded.At}:link.json:1: $: is a symbolic link", message, StringComparison.Ordinal),
            message => Assert.StartsWith($"{loaded.At}:notes.age:1: $: is a symbolic link", message, StringComparison.Ordinal),
            message => Assert.StartsWith($"{loaded.At}:web.json:2: $.spec.image: ", message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Load_ALinkInThePlaceOfAFolderInForce_IsAnErrorAndElsewhereAWarning()
    {
        _repository.Commit("web.json", Web("nginx:1"));
        Directory.CreateSymbolicLink(_repository["apps"], "/nowhere");
        _repository.Commit("README.md", "");
        await using var worker = new WorkerHarness(Source);
        Assert.False((await LoadAsync(null, worker)).Manifests.HasErrors);
        Assert.True((await LoadAsync(null, worker, ["apps"])).Manifests.HasErrors);
    }

    [Fact]
    public async Task Load_WhatIsNotThere_IsWrongWithTheReason()
    {
        _repository.Commit("web.json", Web("nginx:1"));
        var failure = await Assert.ThrowsAsync<CommandFailure>(() => LoadAsync("elsewhere"));
        Assert.Equal(ExitCodes.Wrong, failure.ExitCode);
        Assert.StartsWith("test cannot be fetched: GitRefNotFound: ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Load_Unsigned_IsRefusedAsTheControllerDoes()
    {
        _repository.Commit("web.json", Web("nginx:1"));
        _files.Write("signers", "");
        await using var worker = new WorkerHarness(Source with
        {
            Verify = new GitVerifyOptions { AllowedSignersFile = _files["signers"] },
        });
        var failure = await Assert.ThrowsAsync<CommandFailure>(() => LoadAsync(null, worker));
        Assert.Equal(ExitCodes.Wrong, failure.ExitCode);
        Assert.Matches("^test@[0-9a-f]+ is refused: GitVerificationFailed: ", failure.Message);
    }

    private GitSourceOptions Source => new() { Url = _repository.Url, Ref = "main" };

    private async Task<LoadedRevision> LoadAsync(string? revision)
    {
        await using var worker = new WorkerHarness(Source);
        return await LoadAsync(revision, worker);
    }

    private static Task<LoadedRevision> LoadAsync(string? revision, WorkerHarness worker, ImmutableArray<string>? folders = null) =>
        new RevisionLoader(worker.Source, Composition.Rules(new ReconcilerOptions()), worker.Client)
            .LoadAsync(revision, folders ?? [], TestContext.Current.CancellationToken);

    private static string Web(string image) =>
        """{"apiVersion":"oci-reconciler/v1","kind":"Container","metadata":{"name":"web"},"spec":{"image":"IMAGE"}}"""
            .Replace("IMAGE", image, StringComparison.Ordinal);
}
