using System.IO.Pipelines;
using OciReconciler.Configuration;
using OciReconciler.Git;
using OciReconciler.Git.Worker;
using OciReconciler.Model.Git;
using OciReconciler.UnitTests.Sources;

namespace OciReconciler.UnitTests.Git;

/// <summary>A client and a worker in this process, with pipes in between; git is the real one.</summary>
internal sealed class WorkerHarness : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly GitClient _client;
    private readonly TimeProvider _time;

    /// <param name="time">The worker's; null: what passes.</param>
    public WorkerHarness(GitSourceOptions source, TimeProvider? time = null)
    {
        _time = time ?? TimeProvider.System;
        Source = source with { Name = "test" };
        Paths = new WorkerPaths(_directory.Make("cache"), _directory.Make("credentials"), "/nowhere/oci-reconciler");
        _client = new GitClient(Source, "git-test.service", StartAsync, TimeProvider.System);
    }

    public GitSourceOptions Source { get; }

    public WorkerPaths Paths { get; }

    public IGitClient Client => _client;

    /// <summary>How many workers there were.</summary>
    public int Starts { get; private set; }

    public void WriteCredential(string id, string content) => File.WriteAllText(Path.Combine(Paths.Credentials, id), content);

    public Task<FetchedRevision> FetchAsync(string? known = null, string? accepted = null, bool allowRewind = false) =>
        _client.FetchAsync(
            new FetchRequest { Known = Id(known), Accepted = Id(accepted), AllowRewind = allowRewind },
            TestContext.Current.CancellationToken);

    /// <summary>Fetches, and expects a failure.</summary>
    public async Task<GitException> RefusedAsync(string reason, string? accepted = null)
    {
        var failure = await Assert.ThrowsAsync<GitException>(() => FetchAsync(accepted: accepted));
        Assert.True(reason == failure.Reason, $"{failure.Reason}: {failure.Message}");
        return failure;
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        _directory.Dispose();
    }

    private static CommitId? Id(string? digits) => CommitId.TryParse(digits, out var id) ? id : null;

    private Task<GitWorkerConnection> StartAsync(CancellationToken cancellationToken)
    {
        Starts++;
        foreach (var (id, path) in GitCredentialFiles.Of(Source).Where(entry => File.Exists(entry.Path)))
            WriteCredential(id, File.ReadAllText(path));
        var (requests, answers) = (new Pipe(), new Pipe());
        var worker = RunAsync(requests, answers);
        return Task.FromResult(new GitWorkerConnection(requests.Writer.AsStream(), answers.Reader.AsStream(), () => worker));
    }

    private async Task RunAsync(Pipe requests, Pipe answers)
    {
        await new GitWorker(Paths, requests.Reader.AsStream(), answers.Writer.AsStream(), _time).RunAsync();
        await answers.Writer.CompleteAsync();
    }
}
