using OciReconciler.Threading;

namespace OciReconciler.Triggers;

/// <summary>
/// Notices that the host slept, or that its clock was set: timers stand still during sleep, and much may have changed meanwhile. The wall
/// clock runs on in sleep, the monotonic one does not.
/// </summary>
/// <param name="watch">Tells when to compare the two.</param>
internal sealed class ClockJumpDetector(StartClockWatch watch, TimeProvider time)
{
    // Where the kernel tells nothing.
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Jump = TimeSpan.FromSeconds(20);

    private readonly Debouncer _changes = new(new ScanOptions(), time);

    /// <summary>Runs until cancelled.</summary>
    /// <param name="jumped">Called after each jump, with how far the clocks have come apart.</param>
    public async Task RunAsync(Func<TimeSpan, CancellationToken, Task> jumped, CancellationToken cancellationToken)
    {
        using var watching = watch(() => _changes.Post(ChangeHint.Lost, name: null));
        var longest = watching is null ? Period : Timeout.InfiniteTimeSpan;
        var origin = time.GetTimestamp();
        var last = Apart();
        while (true)
        {
            await _changes.WaitAsync(longest, cancellationToken);
            _changes.Take();
            var jump = Apart() - last;
            last += jump;
            if (jump.Duration() > Jump)
                await jumped(jump, cancellationToken);
        }

        DateTimeOffset Apart() => time.GetUtcNow() - time.GetElapsedTime(origin);
    }
}
