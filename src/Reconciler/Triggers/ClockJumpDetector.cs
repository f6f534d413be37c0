using OciReconciler.Threading;

namespace OciReconciler.Triggers;

/// <summary>
/// Notices that the host slept, or that its clock was set: timers stand still during sleep, and much may have changed meanwhile. The wall
/// clock runs on in sleep, the monotonic one does not.
/// </summary>
internal sealed class ClockJumpDetector(TimeProvider time)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Jump = TimeSpan.FromSeconds(20);

    /// <summary>Runs until cancelled.</summary>
    /// <param name="jumped">Called after each jump, with how far the clocks have come apart.</param>
    public Task RunAsync(Func<TimeSpan, CancellationToken, Task> jumped, CancellationToken cancellationToken)
    {
        var origin = time.GetTimestamp();
        var last = time.GetUtcNow() - time.GetElapsedTime(origin);
        return TaskGroup.EveryAsync(
            Period,
            time,
            async token =>
            {
                var now = time.GetUtcNow() - time.GetElapsedTime(origin);
                var jump = now - last;
                last = now;
                if (jump.Duration() > Jump)
                    await jumped(jump, token);
            },
            cancellationToken);
    }
}
