namespace OciReconciler.UnitTests.Threading;

public class TaskGroupTests
{
    [Fact]
    public async Task Loops_OneFails_OthersEndAndItsFailureIsTheResult()
    {
        var ended = false;
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => TaskGroup.RunAsync(
            [
                async token =>
                {
                    await Task.Yield();
                    throw new InvalidOperationException("broken");
                },
                async token =>
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token)
                        .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    ended = true;
                },
            ],
            TestContext.Current.CancellationToken));
        Assert.Equal("broken", failure.Message);
        Assert.True(ended);
    }
}
