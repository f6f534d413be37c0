using OciReconciler.Queueing;
using OciReconciler.UnitTests.Control;

namespace OciReconciler.UnitTests.Queueing;

public class RequeueBackoffTests
{
    private static readonly WorkloadKey Web = new("web");
    private static readonly FailureReason Why = new("ImagePullFailed", "No.");
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void RequeueBackoff_Failures_DoubleFromTwoSecondsToFiveMinutes()
    {
        var backoff = new RequeueBackoff(_time, () => 0);
        var delays = Enumerable.Range(0, 10).Select(_ => backoff.Next(Web, Why).TotalSeconds);
        Assert.Equal([2, 4, 8, 16, 32, 64, 128, 256, 300, 300], delays);
    }

    [Fact]
    public void RequeueBackoff_TerminalFailure_WaitsLongestAtOnce() =>
        Assert.Equal(300, new RequeueBackoff(_time, () => 0).Next(Web, Why with { IsTerminal = true }).TotalSeconds);

    [Fact]
    public void RequeueBackoff_Chance_AddsTenPercentAtMost() =>
        Assert.Equal(2.2, new RequeueBackoff(_time, () => 1).Next(Web, Why).TotalSeconds, 3);

    [Fact]
    public void RequeueBackoff_Waiting_ReportsWhyUntilTheDelayIsOver()
    {
        var backoff = new RequeueBackoff(_time, () => 0);
        backoff.Next(Web, Why);
        _time.Advance(TimeSpan.FromSeconds(1.5));
        Assert.Equal((Why, TimeSpan.FromSeconds(0.5)), backoff.Waiting(Web));
        _time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Null(backoff.Waiting(Web));
        Assert.Null(backoff.Waiting(new WorkloadKey("db")));
    }

    // A timer may fire a fraction of a millisecond early: the wait then ends while the pass that it asked for is under way.
    [Fact]
    public void RetryAfter_WaitEndedDuringThePass_IsNow()
    {
        var backoff = new RequeueBackoff(_time, () => 0);
        backoff.Next(Web, Why);
        _time.Advance(TimeSpan.FromSeconds(1.5));
        Assert.Equal(TimeSpan.FromSeconds(0.5), RequeuePolicy.RetryAfter(backoff.Waiting(Web)?.Remaining, waited: true));
        _time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal(TimeSpan.Zero, RequeuePolicy.RetryAfter(backoff.Waiting(Web)?.Remaining, waited: true));
        Assert.Null(RequeuePolicy.RetryAfter(backoff.Waiting(Web)?.Remaining, waited: false));
    }

    [Fact]
    public void RequeueBackoff_TenQuietMinutes_Reset()
    {
        var backoff = new RequeueBackoff(_time, () => 0);
        backoff.Next(Web, Why);
        backoff.Next(Web, Why);
        _time.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(2, backoff.Next(Web, Why).TotalSeconds);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public void RequeueBackoff_ClockOfTheHostIsSet_WaitsAsLongAsBefore(int days)
    {
        var host = new SteppingTime(_time);
        var backoff = new RequeueBackoff(host, () => 0);
        backoff.Next(Web, Why);
        host.Offset = TimeSpan.FromDays(days);
        Assert.Equal(TimeSpan.FromSeconds(2), backoff.Waiting(Web)?.Remaining);
    }
}
