using System.IO.Pipes;

namespace OciReconciler.Git;

/// <summary>The pipes of a worker's standard input and output.</summary>
internal sealed class GitPipes : IDisposable
{
    /// <summary>What is written here, the worker reads.</summary>
    public AnonymousPipeServerStream Requests { get; } = new(PipeDirection.Out);

    /// <summary>What the worker writes, is read here.</summary>
    public AnonymousPipeServerStream Answers { get; } = new(PipeDirection.In);

    /// <summary>Closes the controller's copies of the worker's ends, so that each side sees the end of the other.</summary>
    public void CloseWorkersEnds()
    {
        Requests.DisposeLocalCopyOfClientHandle();
        Answers.DisposeLocalCopyOfClientHandle();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Requests.Dispose();
        Answers.Dispose();
    }
}
