using OciReconciler.Model.Workloads;

namespace OciReconciler.Images;

/// <summary>Runs the program of <c>imageStream</c>.</summary>
internal interface IImageStreamRunner
{
    /// <summary>Starts it.</summary>
    /// <exception cref="ImagePrepareException">It cannot be started (<see cref="PrepareFailures.ImageStreamFailed"/>).</exception>
    Task<IImageStreamRun> StartAsync(WorkloadSpec spec, CancellationToken cancellationToken);
}

/// <summary>One run. Disposing it leaves nothing of the program running.</summary>
internal interface IImageStreamRun : IAsyncDisposable
{
    /// <summary>The program's standard output; ends when the program has closed it.</summary>
    Stream Output { get; }

    /// <summary>
    /// Closes <see cref="Output"/> and waits for the program's end. A program that ends because nobody reads its output any more has not failed.
    /// </summary>
    /// <exception cref="ImagePrepareException">It failed or ran out of time; the message has the end of its standard error.</exception>
    Task FinishAsync(CancellationToken cancellationToken);
}
