using OciReconciler.Images;

namespace OciReconciler.UnitTests.Images;

public class RegistryLimiterTests
{
    private readonly FakeEngine _engine = new();

    // podman of a user is that user's to stop: what it never ends holds up nobody who asks another.
    [Theory]
    [InlineData("other.example", false)]
    [InlineData("silent.example", true)]
    public async Task Run_SilentRegistry_HoldsUpItsOwnTransfersAlone(string from, bool byAnother)
    {
        var places = new RegistryLimiter(2);
        var token = TestContext.Current.CancellationToken;
        var answers = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        (string From, Task<int> Answer)[] transfers =
            [("silent.example", answers.Task), ("SILENT.example", answers.Task), ("silent.example", Task.FromResult(7))];
        var silent = transfers.Select(transfer => places.RunAsync(_engine, transfer.From, () => transfer.Answer, token)).ToArray();
        Assert.Equal(1, await places.RunAsync(byAnother ? new FakeEngine() : _engine, from, () => Task.FromResult(1), token));
        Assert.DoesNotContain(silent, transfer => transfer.IsCompleted);
        answers.SetResult(5);
        int[] expected = [5, 5, 7];
        Assert.Equal(expected, await Task.WhenAll(silent));
    }
}
