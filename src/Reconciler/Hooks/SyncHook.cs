using OciReconciler.Threading;

namespace OciReconciler.Hooks;

/// <summary>
/// Tells one source's hook: one run at a time, at most one in ten seconds, of each subject what is newest then. What was told is told again
/// only while it is wrong, each hour, and once more when something is over that was wrong; over restarts as well. A run that fails is
/// reported once and not made again.
/// </summary>
/// <param name="run">Runs the command; returns what went wrong, as a sentence, or null. Throws only when cancelled.</param>
/// <param name="failed">Gets what went wrong, when the run before did not end like that.</param>
/// <param name="file">What was told, over restarts.</param>
internal sealed class SyncHook(
    Func<SyncNotice, CancellationToken, Task<string?>> run, Action<string> failed, ToldFile file, TimeProvider time)
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Again = TimeSpan.FromHours(1);

    private readonly AsyncAutoResetEvent _changed = new();
    private SyncNews? _newest;
    private ToldNotices _told = ToldNotices.None;
    private long? _ranAt;
    private string? _failure;

    /// <summary>Something is news. Never blocks, never throws; any thread.</summary>
    public void Notify(SyncNews news)
    {
        Volatile.Write(ref _newest, news);
        _changed.Set();
    }

    /// <summary>Tells the hook, until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        _told = new([.. file.Read().Notices.Select(told => told with { At = LastRepeat(told.At, time.GetUtcNow()) })]);
        while (true)
        {
            _changed.Reset();
            if (Next(Volatile.Read(ref _newest)) is not { } next)
                await AsyncWait.ForAsync(_changed.WaitAsync(), cancellationToken);
            else if (next.Wait > TimeSpan.Zero)
                await AsyncWait.ForAsync(_changed.WaitAsync(), next.Wait, time, cancellationToken);
            else
                await TellAsync(next.Notice, cancellationToken);
        }
    }

    // A repetition is not written down: it came with each full hour.
    private static DateTimeOffset LastRepeat(DateTimeOffset told, DateTimeOffset now) =>
        now > told ? told + (Again * Math.Floor((now - told) / Again)) : now;

    private (SyncNotice Notice, TimeSpan Wait)? Next(SyncNews? news)
    {
        if (news is null)
            return null;
        var isOver = _told.Notices.Any(told => told.State.IsWrong() && news.IsOver(told.Subject));
        _told = _told.Still(news);
        // Who was told that something is wrong is told what is so now, though it was told before.
        if (isOver && !news.Notices.IsEmpty)
            _told = _told.Without(news.Notices[^1].Subject);
        return news.Notices.Select(notice => (notice, Wait: DueIn(notice))).Where(due => due.Wait is not null)
            .Select((SyncNotice Notice, TimeSpan Wait)? (due) => (due.notice, due.Wait!.Value))
            .MinBy(due => due!.Value.Wait);
    }

    // How long until it is told; null: never, unless it changes.
    private TimeSpan? DueIn(SyncNotice notice)
    {
        var gap = _ranAt is { } ran ? Between - time.GetElapsedTime(ran) : TimeSpan.Zero;
        if (_told.Of(notice.Subject) is { } told && told.IsOf(notice))
        {
            if (!notice.State.IsWrong())
                return null;
            var again = told.At + Again - time.GetUtcNow();
            gap = again > gap ? again : gap;
        }

        return gap > TimeSpan.Zero ? gap : TimeSpan.Zero;
    }

    private async Task TellAsync(SyncNotice notice, CancellationToken cancellationToken)
    {
        _ranAt = time.GetTimestamp();
        var isNews = _told.Of(notice.Subject)?.IsOf(notice) != true;
        _told = _told.With(notice, time.GetUtcNow());
        var failure = await run(notice, cancellationToken);
        if (isNews)
            file.Write(_told);
        if (failure is not null && failure != _failure)
            failed(failure);
        _failure = failure;
    }
}
