using OciReconciler.Images;

namespace OciReconciler.UnitTests.Images;

public class TransferPlacesTests
{
    [Fact]
    public async Task Run_SilentRegistry_HoldsUpItsOwnTransfersAlone()
    {
        var places = new TransferPlaces(2);
        var token = TestContext.Current.CancellationToken;
        var answers = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var silent = Enumerable.Range(0, 3).Select(index => places.RunAsync("silent.example", () => index < 2 ? answers.Task : Task.FromResult(7), token)).ToArray();
        Assert.Equal(1, await places.RunAsync("other.example", () => Task.FromResult(1), token));
        Assert.DoesNotContain(silent, transfer => transfer.IsCompleted);
        answers.SetResult(5);
        int[] expected = [5, 5, 7];
        Assert.Equal(expected, await Task.WhenAll(silent));
    }
}
