using OciReconciler.Sync;

namespace OciReconciler.UnitTests.Sync;

public sealed class FetchScheduleTests
{
    private readonly FakeTimeProvider _time = new();
    private double _jitter = 0.5;

    [Fact]
    public void Start_IsDueAtOnce_ThenAfterTheInterval()
    {
        var schedule = Schedule(60);
        Assert.True(schedule.IsDue);
        Fetch(schedule, failed: false);
        Assert.Equal(TimeSpan.FromSeconds(60), schedule.Remaining);
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.True(schedule.IsDue);
    }

    [Theory]
    [InlineData(0, 54)]
    [InlineData(1, 66)]
    public void Interval_IsJitteredByATenth(double jitter, int seconds)
    {
        _jitter = jitter;
        var schedule = Schedule(60);
        Fetch(schedule, failed: false);
        Assert.Equal(seconds, schedule.Remaining.TotalSeconds, 3);
    }

    [Theory]
    [InlineData(60, 1, 120)]
    [InlineData(60, 3, 480)]
    [InlineData(60, 50, 3600)]
    [InlineData(7200, 5, 7200)]
    public void Failures_DoubleTheInterval_ToAnHourAtMost(int interval, int failures, int seconds)
    {
        var schedule = Schedule(interval);
        for (var failure = 0; failure < failures; failure++)
            Fetch(schedule, failed: true);
        Assert.Equal(seconds, schedule.Remaining.TotalSeconds, 3);
        Fetch(schedule, failed: false);
        Assert.Equal(interval, schedule.Remaining.TotalSeconds, 3);
    }

    [Fact]
    public void Ask_DuringABackoff_IsDueAtOnceButNotTwiceWithinTheGap()
    {
        var schedule = Schedule(60);
        Fetch(schedule, failed: true);
        schedule.Ask();
        Assert.Equal(FetchSchedule.Gap, schedule.Remaining);
        _time.Advance(FetchSchedule.Gap);
        Assert.True(schedule.IsDue);

        schedule.Begin();
        schedule.Ask();
        schedule.End(failed: false);
        Assert.Equal(FetchSchedule.Gap, schedule.Remaining);
    }

    private static void Fetch(FetchSchedule schedule, bool failed)
    {
        schedule.Begin();
        schedule.End(failed);
    }

    private FetchSchedule Schedule(int seconds) => new(TimeSpan.FromSeconds(seconds), () => _jitter, _time);
}
