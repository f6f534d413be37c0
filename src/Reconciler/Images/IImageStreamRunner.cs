namespace OciReconciler.Images;

/// <summary>Runs the program of <c>imageStream</c>.</summary>
internal interface IImageStreamRunner
{
    /// <summary>
    /// Runs it, and leaves nothing of it running. A program that still writes a while after <paramref name="read"/> is done is ended, and
    /// has not failed.
    /// </summary>
    /// <param name="spec">A spec with imageStream.</param>
    /// <param name="read">Reads the program's standard output, which ends when the program has closed it.</param>
    /// <returns>The end of its standard error on one line, or "".</returns>
    /// <exception cref="ImagePrepareException">
    /// It cannot be started, failed or ran out of time (<see cref="Reasons.ImageStreamFailed"/>); the message has the end of its
    /// standard error.
    /// </exception>
    Task<string> RunAsync(WorkloadSpec spec, Func<Stream, Task> read, CancellationToken cancellationToken);
}
