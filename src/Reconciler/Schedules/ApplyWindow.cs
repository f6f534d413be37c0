using Cronos;

namespace OciReconciler.Schedules;

/// <summary>
/// One window: it is active from each moment of its cron expression on, for its duration. What follows without a gap is one stretch. Pure.
/// </summary>
/// <remarks>
/// In the hour that daylight saving skips, a moment comes when that hour would have ended; in the hour that comes twice, only the first
/// time, unless the expression repeats within it (<c>*</c>, <c>/</c> or <c>-</c>). That is Cronos's rule, and cron's.
/// </remarks>
internal sealed class ApplyWindow(CronExpression cron, TimeSpan duration, TimeZoneInfo zone)
{
    // A window of a minute in each minute has no end; one that is open through a month in steps of five minutes has 9000.
    private const int MostJoined = 20_000;

    /// <summary>Whether a moment is in it; its end is not.</summary>
    public bool IsActive(DateTimeOffset moment) => StartOf(moment) is not null;

    /// <summary>The first moment after <paramref name="moment"/> at which <see cref="IsActive"/> differs; null: there is none.</summary>
    public DateTimeOffset? NextChange(DateTimeOffset moment) => StartOf(moment) is { } start ? EndFrom(start) : NextStart(moment);

    private DateTimeOffset? EndFrom(DateTimeOffset start)
    {
        for (var joined = 0; joined < MostJoined; joined++)
        {
            var end = start + duration;
            if (NextStart(start) is not { } next || next > end)
                return end;
            start = next;
        }

        return null;
    }

    private DateTimeOffset? StartOf(DateTimeOffset moment) =>
        NextStart(moment - duration) is { } start && start <= moment ? start : null;

    private DateTimeOffset? NextStart(DateTimeOffset after) => cron.GetNextOccurrence(after, zone)?.ToUniversalTime();
}
