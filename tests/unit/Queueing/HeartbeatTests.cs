using OciReconciler.Hosting;
using OciReconciler.Queueing;

namespace OciReconciler.UnitTests.Queueing;

public sealed class HeartbeatTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly WorkQueue _queue;
    private readonly Heartbeat _heartbeat;

    public HeartbeatTests()
    {
        _queue = new WorkQueue(_time);
        _heartbeat = new Heartbeat(_queue, () => false, TimeSpan.FromMinutes(1), _time);
    }

    public void Dispose() => _queue.Dispose();

    [Fact]
    public void Heartbeat_Idle_IsNotStuckForAsLongAsTheResyncComes()
    {
        for (var minute = 0; minute < 60; minute++)
        {
            Assert.Null(After(1));
            _heartbeat.Resynced();
        }

        Assert.Null(After(4.9));
        Assert.Equal("nothing has been looked at anew for 306 s", After(0.2));
    }

    [Fact]
    public void Heartbeat_LongPullThatMoves_IsNotStuck_OneThatHangsIs()
    {
        using var pass = _heartbeat.Pass();
        for (var part = 0; part < 10; part++)
        {
            _heartbeat.Resynced();
            Assert.Null(After(4));
            _heartbeat.Progress();
        }

        for (var part = 0; part < 11; part++)
        {
            _heartbeat.Resynced();
            Assert.Null(After(1));
        }

        Assert.Equal("no pass has made progress for 666 s", After(0.1));
    }

    [Fact]
    public void Heartbeat_ReadyKeyThatNobodyTakes_IsStuck()
    {
        _queue.Add(new WorkloadKey("web"));
        Assert.Null(After(2));
        Assert.Equal("a workload has waited for 126 s to be looked at", After(0.1));
    }

    [Fact]
    public void Heartbeat_KeyWaitsWhileOthersAreWorkedOn_IsNotStuck()
    {
        _queue.Add(new WorkloadKey("web"));
        After(2.5);
        _heartbeat.Pass().Dispose();
        Assert.Null(_heartbeat.Stuck());
    }

    [Fact]
    public async Task Watchdog_IsFedTwiceAnInterval_AndNotWhenStuck()
    {
        var fed = 0;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var watchdog = new Watchdog(_heartbeat, () => ++fed > 0, _time, NullLogger<Watchdog>.Instance);
        var running = watchdog.RunAsync(TimeSpan.FromMinutes(2), ending.Token);
        After(1);
        After(1);
        Assert.Equal(2, fed);
        After(5);
        Assert.Equal(2, fed);
        await ending.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task Watchdog_CannotBeFed_IsFedAtTheNextTime()
    {
        var fed = 0;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var watchdog = new Watchdog(_heartbeat, () => ++fed > 1
            ? true : throw new IOException("nobody listens"), _time, NullLogger<Watchdog>.Instance);
        var running = watchdog.RunAsync(TimeSpan.FromMinutes(2), ending.Token);
        After(1);
        After(1);
        Assert.Equal(2, fed);
        await ending.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task AboutEvery_IsATenthSoonerOrLaterAtMost()
    {
        var times = 0;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var chances = new Queue<double>([0, 1, 0.5]);
        var running = TaskGroup.AboutEveryAsync(
            TimeSpan.FromSeconds(100), chances.Dequeue, _time, _ => Task.FromResult(++times), ending.Token);
        foreach (var (seconds, expected) in new[] { (89.9, 0), (0.1, 1), (109.9, 1), (0.1, 2), (99.9, 2) })
        {
            _time.Advance(TimeSpan.FromSeconds(seconds));
            Assert.Equal(expected, times);
        }

        await ending.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    private string? After(double minutes)
    {
        _time.Advance(TimeSpan.FromMinutes(minutes));
        return _heartbeat.Stuck();
    }
}
