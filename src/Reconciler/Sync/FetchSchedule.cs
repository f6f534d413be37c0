namespace OciReconciler.Sync;

/// <summary>
/// When a git source is fetched: at once at first; after its interval, up to a tenth sooner or later, so that many hosts do not ask a forge
/// all at once; after failures less and less often; and when something asks for it, but never twice within <see cref="Gap"/>. Anything
/// may ask; one loop fetches.
/// </summary>
/// <param name="jitter">A number from 0 to 1.</param>
internal sealed class FetchSchedule(TimeSpan interval, Func<double> jitter, TimeProvider time)
{
    /// <summary>Between the beginnings of two fetches, whatever asks for them.</summary>
    public static readonly TimeSpan Gap = TimeSpan.FromSeconds(2);

    /// <summary>The longest wait after failures, unless the interval is longer.</summary>
    public static readonly TimeSpan LongestBackoff = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private long? _began;
    private long _ended;
    private TimeSpan _delay;
    private int _failures;
    private bool _isAsked;

    /// <summary>How long to wait for the next fetch; zero: it is due.</summary>
    public TimeSpan Remaining
    {
        get
        {
            lock (_lock)
            {
                if (_began is not { } began)
                    return TimeSpan.Zero;
                var wait = (_isAsked ? TimeSpan.Zero : _delay) - time.GetElapsedTime(_ended);
                var gap = Gap - time.GetElapsedTime(began);
                return TimeSpan.FromTicks(Math.Max(0, Math.Max(wait.Ticks, gap.Ticks)));
            }
        }
    }

    /// <summary>When it is fetched next, unless something asks for it earlier; null: it was not fetched yet.</summary>
    public DateTimeOffset? Next { get; private set; }

    /// <summary>Whether it is to be fetched now.</summary>
    public bool IsDue => Remaining == TimeSpan.Zero;

    /// <summary>Something happened that a fetch may find.</summary>
    public void Ask()
    {
        lock (_lock)
            _isAsked = true;
    }

    /// <summary>A fetch begins: what asks from now on asks for another one.</summary>
    public void Begin()
    {
        lock (_lock)
        {
            _began = time.GetTimestamp();
            _isAsked = false;
        }
    }

    /// <summary>It has ended.</summary>
    /// <param name="failed">The server did not answer as it should: it is asked less often.</param>
    public void End(bool failed)
    {
        lock (_lock)
        {
            _ended = time.GetTimestamp();
            _failures = failed ? _failures + 1 : 0;
            var longest = interval > LongestBackoff ? interval : LongestBackoff;
            var delay = interval * Math.Pow(2, Math.Min(_failures, 30));
            _delay = (delay < longest ? delay : longest) * (0.9 + (0.2 * jitter()));
            Next = time.GetUtcNow() + _delay;
        }
    }
}
