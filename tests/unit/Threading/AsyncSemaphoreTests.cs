namespace OciReconciler.UnitTests.Threading;

public class AsyncSemaphoreTests
{
    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Take_AllTaken_WaitsForItsTurn()
    {
        var places = new AsyncSemaphore(1);
        await places.WaitAsync(_token);
        Assert.True(places.IsFull);
        var (second, third) = (places.WaitAsync(_token), places.WaitAsync(_token));
        places.Release();
        await second;
        Assert.False(third.IsCompleted);
        places.Release();
        await third;
        places.Release();
        Assert.False(places.IsFull);
    }

    [Fact]
    public async Task Take_CancelledWhileItWaits_LeavesThePlaceToOthers()
    {
        var places = new AsyncSemaphore(1);
        await places.WaitAsync(_token);
        using var leaving = new CancellationTokenSource();
        var (left, next) = (places.WaitAsync(leaving.Token), places.WaitAsync(_token));
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        places.Release();
        await next;
    }

    [Fact]
    public async Task Take_CancelledAsItsTurnComes_NoPlaceIsLost()
    {
        for (var round = 0; round < 500; round++)
        {
            var places = new AsyncSemaphore(1);
            await places.WaitAsync(_token);
            using var leaving = new CancellationTokenSource();
            var waiting = places.WaitAsync(leaving.Token);
            await Task.WhenAll(Task.Run(places.Release, _token), Task.Run(leaving.Cancel, _token));
            await waiting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            if (waiting.IsCompletedSuccessfully)
                places.Release();
            await places.WaitAsync(_token);
        }
    }
}
