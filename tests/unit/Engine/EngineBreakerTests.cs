namespace OciReconciler.UnitTests.Engine;

public sealed class EngineBreakerTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly EngineBreaker _breaker;
    private Exception? _failure = new EngineUnavailableException("docker does not answer.");
    private int _calls;

    public EngineBreakerTests() => _breaker = new EngineBreaker(_time);

    [Fact]
    public async Task Breaker_ThreeFailures_AsksNoMoreForFiveSecondsAndSaysWhatItSaidLast()
    {
        for (var call = 0; call < 10; call++)
        {
            var failure = await Assert.ThrowsAsync<EngineUnavailableException>(CallAsync);
            Assert.Equal("docker does not answer.", failure.Message);
        }

        Assert.Equal(3, _calls);
        _time.Advance(TimeSpan.FromSeconds(5));
        await Assert.ThrowsAsync<EngineUnavailableException>(CallAsync);
        await Assert.ThrowsAsync<EngineUnavailableException>(CallAsync);
        Assert.Equal(4, _calls);
    }

    [Fact]
    public async Task Breaker_EngineIsBack_AsksAgain()
    {
        for (var call = 0; call < 3; call++)
            await Assert.ThrowsAsync<EngineUnavailableException>(CallAsync);
        _failure = null;
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(4, await CallAsync());
        Assert.Equal(5, await CallAsync());
    }

    [Fact]
    public async Task Breaker_EngineAnswersWithErrors_StaysClosed()
    {
        _failure = new EngineException(EngineFailure.Network, "the registry is down");
        for (var call = 0; call < 10; call++)
            await Assert.ThrowsAsync<EngineException>(CallAsync);
        Assert.Equal(10, _calls);
    }

    private Task<int> CallAsync() => _breaker.CallAsync(
        _ =>
        {
            _calls++;
            return _failure is null ? Task.FromResult(_calls) : Task.FromException<int>(_failure);
        },
        TestContext.Current.CancellationToken);
}
