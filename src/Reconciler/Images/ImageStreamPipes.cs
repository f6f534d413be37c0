using System.IO.Pipes;

namespace OciReconciler.Images;

/// <summary>The pipes of a program's standard output and standard error.</summary>
internal sealed class ImageStreamPipes : IAsyncDisposable
{
    public AnonymousPipeServerStream Output { get; } = new(PipeDirection.In);

    public AnonymousPipeServerStream Errors { get; } = new(PipeDirection.In);

    /// <summary>
    /// Closes the controller's copies of the ends that the program writes to, so that what is read ends with the program.
    /// </summary>
    public void CloseWritingEnds()
    {
        Output.DisposeLocalCopyOfClientHandle();
        Errors.DisposeLocalCopyOfClientHandle();
    }

    public async ValueTask DisposeAsync()
    {
        await Output.DisposeAsync();
        await Errors.DisposeAsync();
    }
}
