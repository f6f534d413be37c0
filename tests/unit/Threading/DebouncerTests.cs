namespace OciReconciler.UnitTests.Threading;

public class DebouncerTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);
    private readonly FakeTimeProvider _time = new();
    private readonly Debouncer _box;

    public DebouncerTests() => _box = new Debouncer(new ScanOptions(), _time);

    [Fact]
    public async Task TakeSettled_TemporaryFileCameAndWent_ItStaysForAScan()
    {
        _box.Post(ChangeHint.Unsettled, ".new");
        _box.Post(ChangeHint.Settled, "a.json");
        await Wait().WaitAsync(Deadline);
        Assert.Equal(["a.json"], _box.TakeSettled(Counts)!);
        Assert.Null(_box.TakeSettled(Counts));
        var waiting = Wait();
        _time.Advance(TimeSpan.FromMilliseconds(299));
        Assert.False(waiting.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await waiting.WaitAsync(Deadline);
    }

    [Theory]
    [InlineData("b.json")]
    [InlineData(null)]
    public void TakeSettled_MoreHasHappened_EverythingIsToBeScanned(string? changing)
    {
        _box.Post(changing is null ? ChangeHint.Lost : ChangeHint.Unsettled, changing);
        _box.Post(ChangeHint.Settled, "a.json");
        Assert.Null(_box.TakeSettled(Counts));
        Assert.Equal(["a.json"], _box.Take());
    }

    [Fact]
    public void TakeSettled_SomethingIsUnsettledForLong_EverythingIsToBeScanned()
    {
        _box.Post(ChangeHint.Unsettled, ".new");
        _time.Advance(new ScanOptions().QuietLimit);
        _box.Post(ChangeHint.Settled, "a.json");
        Assert.Null(_box.TakeSettled(Counts));
    }

    private static bool Counts(string name) => name.EndsWith(".json", StringComparison.Ordinal);

    private Task Wait() => _box.WaitAsync(TimeSpan.FromSeconds(15), CancellationToken.None);

    [Fact]
    public async Task Wait_Settled_ReturnsAtOnce()
    {
        _box.Post(ChangeHint.Settled, "a.json");
        await Wait().WaitAsync(Deadline);
        Assert.Equal(["a.json"], _box.Take());
        Assert.Empty(_box.Take());
    }

    [Fact]
    public async Task Wait_SettledDuringTheQuiet_ReturnsAtOnce()
    {
        _box.Post(ChangeHint.Unsettled, "a.json");
        var waiting = Wait();
        Assert.False(waiting.IsCompleted);
        _box.Post(ChangeHint.Settled, "a.json");
        await waiting.WaitAsync(Deadline);
    }

    [Fact]
    public async Task Wait_Unsettled_ReturnsAfterTheQuiet()
    {
        _box.Post(ChangeHint.Unsettled, "a.json");
        var waiting = Wait();
        _time.Advance(TimeSpan.FromMilliseconds(299));
        Assert.False(waiting.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await waiting.WaitAsync(Deadline);
    }

    [Fact]
    public async Task Wait_NeverQuiet_ReturnsAfterTwoSeconds()
    {
        _box.Post(ChangeHint.Unsettled, "a.json");
        var waiting = Wait();
        var started = _time.GetTimestamp();
        while (!waiting.IsCompleted)
        {
            Assert.True(_time.GetElapsedTime(started) < TimeSpan.FromMinutes(1));
            _box.Post(ChangeHint.Unsettled, "a.json");
            // Lets the loop take the wake before the clock goes on.
            await Task.WhenAny(waiting, Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None));
            _time.Advance(TimeSpan.FromMilliseconds(200));
        }

        Assert.True(_time.GetElapsedTime(started) >= TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task Wait_Nothing_ReturnsAfterThePeriod()
    {
        var waiting = Wait();
        _time.Advance(TimeSpan.FromSeconds(14.9));
        Assert.False(waiting.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        await waiting.WaitAsync(Deadline);
    }

    [Fact]
    public void Take_ModifiedAgainAfterClose_IsNotSettled()
    {
        _box.Post(ChangeHint.Settled, "a.json");
        _box.Post(ChangeHint.Unsettled, "a.json");
        Assert.Empty(_box.Take());
    }

    [Fact]
    public async Task Wait_Cancelled_Throws()
    {
        using var end = new CancellationTokenSource();
        var waiting = _box.WaitAsync(TimeSpan.FromSeconds(15), end.Token);
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }
}
