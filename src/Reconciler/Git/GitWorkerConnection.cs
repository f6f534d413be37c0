namespace OciReconciler.Git;

/// <summary>A worker that runs.</summary>
/// <param name="requests">The worker's standard input.</param>
/// <param name="answers">The worker's standard output.</param>
/// <param name="end">Ends the worker. Its output is at its end afterwards.</param>
internal sealed class GitWorkerConnection(Stream requests, Stream answers, Func<Task> end) : IAsyncDisposable
{
    /// <summary>What it is asked is written there.</summary>
    public Stream Requests => requests;

    /// <summary>What it answers is read here.</summary>
    public WireReader Answers { get; } = new(answers);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await requests.DisposeAsync();
        }
        catch (IOException)
        {
            // It has ended, and what was left to write is of no use.
        }

        try
        {
            await end();
        }
        finally
        {
            await answers.DisposeAsync();
        }
    }
}
