using OciReconciler.Threading;

namespace OciReconciler.Engine;

/// <summary>
/// Brings up what listens at an engine's socket when nobody does: one start at a time, whoever asks. An engine that is broken ends each
/// time that systemd starts it, so after a start in vain the next one comes 2 s later at the earliest, doubling to a minute. An answer
/// clears the delay. Thread-safe.
/// </summary>
/// <param name="start">Starts the socket. May throw.</param>
internal sealed class SocketActivation(Func<CancellationToken, Task> start, TimeProvider time)
{
    private static readonly ExponentialBackoff Backoff = new(TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(1));

    private readonly SingleFlight<string, bool> _starts = new();
    private long _endedAt;
    private volatile int _unanswered;

    /// <summary>Whether it was started and no call was answered since.</summary>
    public bool IsUnanswered => _unanswered > 0;

    /// <summary>A call was answered.</summary>
    public void Answered() => _unanswered = 0;

    /// <summary>Starts it, unless somebody else has done so since the call began.</summary>
    /// <param name="calledAt">When the call began that found nobody, as a timestamp of the clock.</param>
    /// <param name="cancellationToken">Ends the wait and the start.</param>
    /// <returns>False: it was started in vain just now, and is left alone for a while.</returns>
    public Task<bool> TryStartAsync(long calledAt, CancellationToken cancellationToken) =>
        _starts.RunAsync("", () => StartOrLeaveAsync(calledAt, cancellationToken), static () => { }, cancellationToken);

    private async Task<bool> StartOrLeaveAsync(long calledAt, CancellationToken cancellationToken)
    {
        var endedAt = Interlocked.Read(ref _endedAt);
        if (IsUnanswered && endedAt > calledAt)
            return true;
        if (IsUnanswered && time.GetElapsedTime(endedAt) < Backoff.After(_unanswered))
            return false;
        try
        {
            await start(cancellationToken);
            return true;
        }
        finally
        {
            // A start that was cancelled counts as well: systemd may have carried it out.
            Interlocked.Exchange(ref _endedAt, time.GetTimestamp());
            _unanswered++;
        }
    }
}
