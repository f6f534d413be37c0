using OciReconciler.Model.Conditions;
using OciReconciler.Model.Workloads;

namespace OciReconciler.Images;

/// <summary>Runs the program of <c>imageStream</c>.</summary>
internal interface IImageStreamRunner
{
    /// <summary>Starts it.</summary>
    /// <exception cref="ImagePrepareException">It cannot be started (<see cref="Reasons.ImageStreamFailed"/>).</exception>
    Task<IImageStreamRun> StartAsync(WorkloadSpec spec, CancellationToken cancellationToken);
}

/// <summary>One run. Disposing it leaves nothing of the program running.</summary>
internal interface IImageStreamRun : IAsyncDisposable
{
    /// <summary>The program's standard output; ends when the program has closed it.</summary>
    Stream Output { get; }

    /// <summary>Waits for the program's end. One that still writes a while after the engine has stopped reading is ended, and has not failed.</summary>
    /// <returns>The end of its standard error on one line, or "".</returns>
    /// <exception cref="ImagePrepareException">It failed or ran out of time; the message has the end of its standard error.</exception>
    Task<string> FinishAsync(CancellationToken cancellationToken);
}
