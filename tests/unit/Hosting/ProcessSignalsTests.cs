using OciReconciler.Hosting;
using OciReconciler.UnitTests.Files;

namespace OciReconciler.UnitTests.Hosting;

/// <summary>These send real signals to the process of the tests: one that was not taken would end it.</summary>
[Collection(nameof(WholeProcess))]
public sealed class ProcessSignalsTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task HangUp_BeforeAnybodyKnowsWhatToDo_IsMadeUpForOnce()
    {
        using var signals = ProcessSignals.Take();
        Send(Native.HangUp);
        var hungUp = new SemaphoreSlim(0);
        // It arrives on a thread of its own: either before or after this.
        signals.OnHangUp(() => hungUp.Release());
        Assert.True(await hungUp.WaitAsync(Limit, TestContext.Current.CancellationToken));
        Send(Native.HangUp);
        Assert.True(await hungUp.WaitAsync(Limit, TestContext.Current.CancellationToken));
        Assert.Equal(0, hungUp.CurrentCount);
    }

    [Fact]
    public async Task Terminate_Stops()
    {
        using var signals = ProcessSignals.Take();
        var stopped = new TaskCompletionSource();
        signals.Stopping.Register(stopped.SetResult);
        var hungUp = new SemaphoreSlim(0);
        signals.OnHangUp(() => hungUp.Release());
        Send(Native.User1);
        Send(Native.User2);
        Send(Native.HangUp);
        Assert.True(await hungUp.WaitAsync(Limit, TestContext.Current.CancellationToken));
        Assert.False(signals.Stopping.IsCancellationRequested);
        Send(Native.Terminate);
        await stopped.Task.WaitAsync(Limit, TimeProvider.System, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task EndInTime_NotEndedInTime_Ends()
    {
        var time = new FakeTimeProvider();
        using var signals = ProcessSignals.Take();
        var ended = false;
        // Callbacks of a token run in the reverse order of their registration: this one after the one that sets the limit.
        var limitIsSet = new TaskCompletionSource();
        signals.Stopping.Register(limitIsSet.SetResult);
        using var end = signals.EndInTime(time, () => ended = true);
        time.Advance(TimeSpan.FromHours(1));
        Assert.False(ended);
        Send(Native.Terminate);
        await limitIsSet.Task.WaitAsync(Limit, TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.False(ended);
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(ended);
    }

    private static void Send(int signal) => Assert.Equal(0, Native.Kill(Environment.ProcessId, signal));
}
