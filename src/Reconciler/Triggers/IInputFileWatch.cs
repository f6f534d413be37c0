using OciReconciler.Desired;

namespace OciReconciler.Triggers;

/// <summary>A watch of the files that workloads are made from.</summary>
internal interface IInputFileWatch : IDisposable
{
    /// <summary>Watches the files of what is desired now. One at a time.</summary>
    /// <param name="desired">What is desired.</param>
    /// <param name="cancellationToken">Ends the wait: where they lie may hang.</param>
    Task FollowAsync(DesiredState desired, CancellationToken cancellationToken);
}
