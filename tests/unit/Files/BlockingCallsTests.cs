namespace OciReconciler.UnitTests.Files;

public sealed class BlockingCallsTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly FakeTimeProvider _time = new();
    private readonly ManualResetEventSlim _answer = new();
    private readonly TaskCompletionSource _called = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly BlockingCalls _calls;

    public BlockingCallsTests() => _calls = new BlockingCalls(Deadline, _time);

    public void Dispose()
    {
        _answer.Set();
        _answer.Dispose();
    }

    [Fact]
    public async Task Run_CallHangs_EndsAtTheDeadlineAndNoOtherIsMadeThereUntilItReturns()
    {
        var result = new Disposed();
        var hanging = Run("/mnt/gone", result);
        await _called.Task;
        _time.Advance(Deadline);
        var failure = await Assert.ThrowsAsync<IOException>(() => hanging);
        Assert.Equal("/mnt/gone does not answer within 20 s. See whether its file system hangs: findmnt -T /mnt/gone", failure.Message);
        await Assert.ThrowsAsync<IOException>(() => _calls.RunAsync("/mnt/gone", () => 1, TestContext.Current.CancellationToken));
        Assert.Equal(2, await _calls.RunAsync("/mnt/other", () => 2, TestContext.Current.CancellationToken));

        _answer.Set();
        // Nobody waits for what it returns: a file would stay open.
        await result.Done.Task.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(3, await _calls.RunAsync("/mnt/gone", () => 3, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Run_Cancelled_EndsAtOnce()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var hanging = _calls.RunAsync("/mnt/gone", () => Wait(new Disposed()), cancel.Token);
        await _called.Task;
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hanging);
        // It may have been just slow.
        Assert.Equal(1, await _calls.RunAsync("/mnt/gone", () => 1, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Run_CallFails_IsItsFailure() => await Assert.ThrowsAsync<FileNotFoundException>(
        () => _calls.RunAsync<int>("/mnt", () => throw new FileNotFoundException(), TestContext.Current.CancellationToken));

    private Task<Disposed> Run(string place, Disposed result) =>
        _calls.RunAsync(place, () => Wait(result), TestContext.Current.CancellationToken);

    private Disposed Wait(Disposed result)
    {
        _called.SetResult();
        _answer.Wait(TestContext.Current.CancellationToken);
        return result;
    }

    private sealed class Disposed : IDisposable
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Dispose() => Done.SetResult();
    }
}
