using OciReconciler.Queueing;

namespace OciReconciler.UnitTests.Queueing;

public sealed class WorkQueueTests : IDisposable
{
    private static readonly WorkloadKey Web = new("web");
    private static readonly WorkloadKey Db = new("db");
    private readonly FakeTimeProvider _time = new();
    private readonly WorkQueue _queue;

    public WorkQueueTests() => _queue = new WorkQueue(_time);

    public void Dispose() => _queue.Dispose();

    [Fact]
    public async Task WorkQueue_AddedTwice_IsTakenOnce()
    {
        _queue.Add(Web);
        _queue.AddRange([Web, Db]);
        Assert.Equal(Db, await TakeAsync());
        Assert.Equal(Web, await TakeAsync());
        Assert.True(_queue.IsEmpty);
    }

    [Fact]
    public async Task WorkQueue_TakerWaits_IsWokenByAdd()
    {
        var taken = TakeAsync();
        Assert.False(taken.IsCompleted);
        _queue.Add(Web);
        Assert.Equal(Web, await taken);
    }

    [Fact]
    public void WorkQueue_AddAfter_IsReadyWhenItIsTimeAndNotBefore()
    {
        _queue.AddAfter(Web, TimeSpan.FromSeconds(5));
        _time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.True(_queue.IsEmpty);
        _time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.False(_queue.IsEmpty);
    }

    [Theory]
    [InlineData(2, 9)]
    [InlineData(9, 2)]
    public void WorkQueue_TwoTimesForOneKey_EarlierWins(int first, int second)
    {
        _queue.AddAfter(Web, TimeSpan.FromSeconds(first));
        _queue.AddAfter(Web, TimeSpan.FromSeconds(second));
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.False(_queue.IsEmpty);
    }

    [Fact]
    public async Task WorkQueue_AddedWhileDelayed_TheDelayedOneIsSpent()
    {
        _queue.AddAfter(Web, TimeSpan.FromSeconds(5));
        _queue.Add(Web);
        await TakeAsync();
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.True(_queue.IsEmpty);
    }

    [Fact]
    public async Task WorkQueue_Absorb_DropsOnlyWhatThePassAnswers()
    {
        _queue.AddRange([Web, Db]);
        _queue.Absorb([Web]);
        Assert.Equal(Db, await TakeAsync());
        Assert.True(_queue.IsEmpty);
    }

    [Fact]
    public async Task WorkQueue_TakesInTheOrderOfWaiting_WhateverCameAndWentInBetween()
    {
        foreach (var key in new[] { Web, Db, new WorkloadKey("a") })
        {
            _queue.Add(key);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        _queue.Absorb([Web]);
        _queue.Add(Db);
        _queue.Add(Web);
        Assert.Equal(TimeSpan.FromSeconds(2), _queue.OldestAge);
        Assert.Equal([Db, new WorkloadKey("a"), Web], [await TakeAsync(), await TakeAsync(), await TakeAsync()]);
        Assert.Null(_queue.OldestAge);
    }

    private Task<WorkloadKey> TakeAsync() => _queue.TakeAsync(TestContext.Current.CancellationToken);
}
