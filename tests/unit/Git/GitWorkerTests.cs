using System.IO.Pipelines;
using OciReconciler.Git;
using OciReconciler.Git.Worker;
using OciReconciler.UnitTests.Sources;

namespace OciReconciler.UnitTests.Git;

/// <summary>The worker by itself: what it does with requests, and with their end.</summary>
public sealed class GitWorkerTests : IDisposable
{
    private static readonly TimeSpan Guard = TimeSpan.FromSeconds(30);

    private readonly TemporaryDirectory _directory = new();
    private readonly Pipe _requests = new();
    private readonly Pipe _answers = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("nonsense\n")]
    [InlineData("{}\n")]
    [InlineData("{\"protocol\":2}\n")]
    public async Task Request_OfAnotherVersionOrForm_IsRefused(string request)
    {
        var worker = Start();
        await WriteAsync(request);
        var line = await new WireReader(_answers.Reader.AsStream()).ReadLineAsync(10_000, TestContext.Current.CancellationToken);
        var answer = JsonSerializer.Deserialize(line!.Value.Span, WorkerJsonContext.Default.WorkerMessage);
        var failed = Assert.IsType<WorkerMessage.Failed>(answer);
        Assert.True(failed.EndsWorker);
        Assert.Contains("another version than the controller", failed.Message, StringComparison.Ordinal);
        Assert.Contains("restart", failed.Message, StringComparison.Ordinal);
        await _requests.Writer.CompleteAsync();
        await worker.WaitAsync(Guard, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Input_EndsWhileGitRuns_EndsTheWorker()
    {
        using var server = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        server.Start();
        var worker = Start();
        var request = new WorkerRequest
        {
            Protocol = WorkerRequest.CurrentProtocol, Url = $"https://{server.LocalEndpoint}/x", TimeoutSeconds = 3600,
        };
        await WriteAsync(JsonSerializer.Serialize(request, WorkerJsonContext.Default.WorkerRequest) + "\n");
        using var connection = await server.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        await _requests.Writer.CompleteAsync();
        await worker.WaitAsync(Guard, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Input_EndsWithinALine_EndsTheWorker()
    {
        var worker = Start();
        await WriteAsync("{\"protocol\"");
        await _requests.Writer.CompleteAsync();
        await worker.WaitAsync(Guard, TestContext.Current.CancellationToken);
    }

    private Task Start() => new GitWorker(
        new WorkerPaths(_directory.Path, "", "/nowhere"), _requests.Reader.AsStream(), _answers.Writer.AsStream(),
        TimeProvider.System).RunAsync();

    private async Task WriteAsync(string text) =>
        await _requests.Writer.WriteAsync(Encoding.UTF8.GetBytes(text), TestContext.Current.CancellationToken);
}
