using OciReconciler.Threading;

namespace OciReconciler.UnitTests.Threading;

public class PlacesTests
{
    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Take_AllTaken_WaitsForItsTurn()
    {
        var places = new Places(1);
        await places.TakeAsync(_token);
        Assert.True(places.AreTaken);
        var (second, third) = (places.TakeAsync(_token), places.TakeAsync(_token));
        places.Give();
        await second;
        Assert.False(third.IsCompleted);
        places.Give();
        await third;
        places.Give();
        Assert.False(places.AreTaken);
    }

    [Fact]
    public async Task Take_CancelledWhileItWaits_LeavesThePlaceToOthers()
    {
        var places = new Places(1);
        await places.TakeAsync(_token);
        using var leaving = new CancellationTokenSource();
        var (left, next) = (places.TakeAsync(leaving.Token), places.TakeAsync(_token));
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        places.Give();
        await next;
    }

    [Fact]
    public async Task Take_CancelledAsItsTurnComes_NoPlaceIsLost()
    {
        for (var round = 0; round < 500; round++)
        {
            var places = new Places(1);
            await places.TakeAsync(_token);
            using var leaving = new CancellationTokenSource();
            var waiting = places.TakeAsync(leaving.Token);
            await Task.WhenAll(Task.Run(places.Give, _token), Task.Run(leaving.Cancel, _token));
            await waiting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            if (waiting.IsCompletedSuccessfully)
                places.Give();
            await places.TakeAsync(_token);
        }
    }
}
