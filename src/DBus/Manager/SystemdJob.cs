namespace OciReconciler.DBus.Manager;

/// <summary>A job that systemd has accepted.</summary>
/// <param name="path">The job's object path.</param>
/// <param name="completion">Ends at JobRemoved; faults with a <see cref="BusException"/> when the bus goes away.</param>
public sealed class SystemdJob(string unit, string path, Task<JobResult> completion)
{
    /// <summary>The unit.</summary>
    public string Unit { get; } = unit;

    /// <summary>The job's object path.</summary>
    public string Path { get; } = path;

    /// <summary>Whether JobRemoved has come.</summary>
    public bool IsOver => completion.IsCompletedSuccessfully;

    /// <summary>Waits for JobRemoved.</summary>
    /// <param name="deadline">How long at most; a <see cref="TimeoutException"/> after it. The job goes on.</param>
    public Task<JobResult> WaitAsync(TimeSpan deadline, TimeProvider timeProvider, CancellationToken cancellationToken) =>
        completion.WaitAsync(deadline, timeProvider, cancellationToken);
}
