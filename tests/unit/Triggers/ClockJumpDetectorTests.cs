using OciReconciler.UnitTests.Simulation.Threads;

namespace OciReconciler.UnitTests.Triggers;

public sealed class ClockJumpDetectorTests : IDisposable
{
    private readonly VirtualLoop _loop = new();
    private readonly List<double> _jumps = [];

    public void Dispose() => _loop.Dispose();

    [Fact]
    public void Clock_SleepOrAClockThatIsSet_IsReportedAtOnceAndNoTimerRuns()
    {
        Start(changed =>
        {
            _loop.Clock.WasSet += (_, _) => changed();
            return _loop;
        });
        _loop.Pass(TimeSpan.FromHours(1));
        Assert.Equal([3600, -86400], JumpsAfter(TimeSpan.Zero));
        Assert.Equal(0, _loop.Rung);
    }

    [Fact]
    public void Clock_KernelTellsNothing_IsComparedEachMinute()
    {
        Start(_ => null);
        _loop.Pass(TimeSpan.FromHours(1));
        Assert.Equal([3600, -86400], JumpsAfter(TimeSpan.FromMinutes(1)));
        Assert.Equal(63, _loop.Rung);
    }

    // Nobody sets the clock of a machine for a test: that the kernel takes the timer and says nothing by itself is all that is seen here.
    [Fact]
    public void ClockWatch_NobodySetsTheClock_SaysNothingAndEnds()
    {
        var changes = 0;
        using (var watch = ClockWatch.TryStart(() => Interlocked.Increment(ref changes)))
            Assert.NotNull(watch);
        Assert.Equal(0, changes);
    }

    private void Start(StartClockWatch watch) => _loop.Start(token => new ClockJumpDetector(watch, _loop.Time).RunAsync(
        (jump, _) =>
        {
            _jumps.Add(jump.TotalSeconds);
            return Task.CompletedTask;
        },
        token));

    private List<double> JumpsAfter(TimeSpan wait)
    {
        foreach (var step in new[] { 3600, -86400, 10 })
        {
            _loop.Clock.Offset += TimeSpan.FromSeconds(step);
            _loop.Pass(wait);
        }

        return _jumps;
    }
}
