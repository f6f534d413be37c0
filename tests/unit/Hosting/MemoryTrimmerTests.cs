using OciReconciler.Hosting;

namespace OciReconciler.UnitTests.Hosting;

public sealed class MemoryTrimmerTests
{
    [Fact]
    public void Trim_OnceAfterTheStart_ThenOnlyAfterWork()
    {
        var (time, allocated, trims) = (new FakeTimeProvider(), 1L << 20, 0);
        using var timer = new MemoryTrimmer(() => allocated, () => trims++).Start(time);
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(1, trims);
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, trims);
        allocated += 8 << 20;
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(2, trims);
        // While there is much to do it looks more often.
        allocated += 8 << 20;
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(3, trims);
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(3, trims);
    }
}
