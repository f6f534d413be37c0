using OciReconciler.Queueing;

namespace OciReconciler.UnitTests.Queueing;

public sealed class WorkerPoolTests : IDisposable
{
    private readonly WorkQueue _queue = new(new FakeTimeProvider());
    private readonly WorkerPool _workers;
    private readonly CancellationTokenSource _ending = CancellationTokenSource.CreateLinkedTokenSource(
        TestContext.Current.CancellationToken);
    private readonly TaskCompletionSource _image = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public WorkerPoolTests() => _workers = new WorkerPool(_queue, 2);

    public void Dispose()
    {
        _queue.Dispose();
        _ending.Dispose();
    }

    [Fact]
    public async Task Run_MoreKeysThanPlaces_AsManyAtOnceAsThereArePlaces()
    {
        using var begun = new SemaphoreSlim(0);
        using var mayEnd = new SemaphoreSlim(0);
        var now = 0;
        _queue.AddRange(Enumerable.Range(0, 20).Select(index => new WorkloadKey($"w{index}")));
        var running = _workers.RunAsync(
            async (_, token) =>
            {
                Interlocked.Increment(ref now);
                begun.Release();
                await mayEnd.WaitAsync(token);
                Interlocked.Decrement(ref now);
            },
            _ending.Token);
        for (var work = 0; work < 20; work++)
        {
            await begun.WaitAsync(_ending.Token);
            Assert.InRange(Volatile.Read(ref now), 1, 2);
            if (work > 0)
                mayEnd.Release();
        }

        mayEnd.Release();
        await EndAsync(running);
    }

    [Fact]
    public async Task YieldSlot_MoreThanThereArePlacesWait_OthersAreWorkedOn()
    {
        var worked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var arrived = new CountdownEvent(5);
        _queue.AddRange(Enumerable.Range(0, 5).Select(index => new WorkloadKey($"silent{index}")));
        var running = _workers.RunAsync(
            async (key, token) =>
            {
                if (key.Name == "web")
                {
                    worked.SetResult();
                    return;
                }

                await _workers.YieldSlotAsync(() => _image.Task.WaitAsync(token));
                arrived.Signal();
            },
            _ending.Token);
        _queue.Add(new WorkloadKey("web"));
        await worked.Task.WaitAsync(_ending.Token);
        Assert.Equal(5, arrived.CurrentCount);
        _image.SetResult();
        Assert.True(arrived.Wait(TimeSpan.FromSeconds(30), _ending.Token));
        await EndAsync(running);
    }

    [Fact]
    public async Task Run_CancelledWhileWorkWaits_Ends()
    {
        var workers = new WorkerPool(_queue, 1);
        var waits = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _queue.Add(new WorkloadKey("silent"));
        var running = workers.RunAsync(
            (_, token) => workers.YieldSlotAsync(async () =>
            {
                waits.SetResult();
                await _image.Task.WaitAsync(token);
            }),
            _ending.Token);
        await waits.Task.WaitAsync(_ending.Token);
        await EndAsync(running);
    }

    [Fact]
    public async Task Run_WorkFails_ItsFailureIsTheResultAndTheOtherWorkEnds()
    {
        var ended = false;
        _queue.AddRange([new WorkloadKey("a"), new WorkloadKey("b")]);
        var running = _workers.RunAsync(
            async (key, token) =>
            {
                if (key.Name == "b")
                    throw new InvalidOperationException("a bug");
                try
                {
                    await _image.Task.WaitAsync(token);
                }
                finally
                {
                    ended = true;
                }
            },
            _ending.Token);
        Assert.Equal("a bug", (await Assert.ThrowsAsync<InvalidOperationException>(() => running)).Message);
        Assert.True(ended);
    }

    private async Task EndAsync(Task running)
    {
        await _ending.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }
}
