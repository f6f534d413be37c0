using OciReconciler.Cli;
using OciReconciler.Configuration;

namespace OciReconciler.UnitTests.Cli;

/// <summary>A signal is no failure of what goes on until one comes; what was to answer and did not must not look like an answer.</summary>
public sealed class WatchingTests
{
    [Fact]
    public async Task Run_InterruptedWhileItWatches_IsFine() =>
        Assert.Equal(ExitCodes.Fine, await Watching.RunAsync(watches: true, Interrupted));

    [Fact]
    public async Task Run_InterruptedBeforeItsAnswer_IsNoAnswer() =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Watching.RunAsync(watches: false, Interrupted));

    private static Task<int> Interrupted() => Task.FromCanceled<int>(new CancellationToken(canceled: true));
}
