using OciReconciler.Threading;

namespace OciReconciler.Hooks;

/// <summary>
/// Tells one source's hook: one run at a time, at most one in ten seconds, of what is newest then. What was told is told again only while
/// it is wrong, each hour. A run that fails is reported once and not made again.
/// </summary>
/// <param name="run">Runs the command; returns what went wrong, as a sentence, or null. Throws only when cancelled.</param>
/// <param name="failed">Gets what went wrong, when the run before did not end like that.</param>
internal sealed class SyncHook(Func<SyncNotice, CancellationToken, Task<string?>> run, Action<string> failed, TimeProvider time)
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Again = TimeSpan.FromHours(1);

    private readonly AsyncAutoResetEvent _changed = new();
    private SyncNotice? _newest;
    private SyncNotice? _told;
    private long _toldAt;
    private string? _failure;

    /// <summary>Something is news. Never blocks, never throws; any thread.</summary>
    public void Notify(SyncNotice notice)
    {
        Volatile.Write(ref _newest, notice);
        _changed.Set();
    }

    /// <summary>Tells the hook, until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            _changed.Reset();
            var newest = Volatile.Read(ref _newest);
            if (newest is null || DueIn(newest) is not { } wait)
                await AsyncWait.ForAsync(_changed.WaitAsync(), cancellationToken);
            else if (wait > TimeSpan.Zero)
                await AsyncWait.ForAsync(_changed.WaitAsync(), wait, time, cancellationToken);
            else
                await TellAsync(newest, cancellationToken);
        }
    }

    // How long until it is told; null: never, unless it changes.
    private TimeSpan? DueIn(SyncNotice notice)
    {
        if (_told is not { } told)
            return TimeSpan.Zero;
        var since = time.GetElapsedTime(_toldAt);
        return !SaysTheSame(told, notice) ? Between - since
            : notice.IsWrong ? Again - since
            : null;
    }

    private async Task TellAsync(SyncNotice notice, CancellationToken cancellationToken)
    {
        _told = notice;
        _toldAt = time.GetTimestamp();
        var failure = await run(notice, cancellationToken);
        if (failure is not null && failure != _failure)
            failed(failure);
        _failure = failure;
    }

    // Messages have times and counts in them: another one alone is no news.
    private static bool SaysTheSame(SyncNotice one, SyncNotice other) =>
        (one.State, one.Reason, one.Commit?.Id, one.Applied?.Id) == (other.State, other.Reason, other.Commit?.Id, other.Applied?.Id);
}
