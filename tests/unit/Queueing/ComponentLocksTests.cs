using OciReconciler.Queueing;

namespace OciReconciler.UnitTests.Queueing;

public class ComponentLocksTests
{
    private static readonly WorkloadKey A = new("a");
    private static readonly WorkloadKey B = new("b");
    private static readonly WorkloadKey C = new("c");

    [Fact]
    public void ComponentLocks_NoSharedMember_BothRun()
    {
        var locks = new ComponentLocks();
        Assert.True(locks.TryTake(A, [A, B], new AsyncAutoResetEvent()));
        Assert.True(locks.TryTake(C, [C], new AsyncAutoResetEvent()));
    }

    [Fact]
    public void ComponentLocks_SharedMember_IsParkedAndComesBackAtRelease()
    {
        var locks = new ComponentLocks();
        Assert.True(locks.TryTake(A, [A, B], new AsyncAutoResetEvent()));
        Assert.False(locks.TryTake(C, [B, C], new AsyncAutoResetEvent()));
        Assert.Equal([C], locks.Release([A, B]));
        Assert.Empty(locks.Release([]));
        Assert.True(locks.TryTake(C, [B, C], new AsyncAutoResetEvent()));
    }

    [Fact]
    public void ComponentLocks_TwoThatGrowIntoEachOther_BeginTheNextTimeWithAllOfIt()
    {
        var locks = new ComponentLocks();
        Assert.True(locks.TryTake(A, [A], new AsyncAutoResetEvent()));
        Assert.True(locks.TryTake(B, [B], new AsyncAutoResetEvent()));
        locks.Release([A]);
        Assert.False(locks.TryTake(A, [A, B], new AsyncAutoResetEvent()));
        Assert.Equal([A], locks.Release([B]));
        Assert.Equal([A, B], locks.RefusedBefore(A));
        Assert.Empty(locks.RefusedBefore(A));
    }

    [Fact]
    public void ComponentLocks_RefusedThenHeldByAnother_IsForgotten()
    {
        var locks = new ComponentLocks();
        Assert.True(locks.TryTake(B, [B], new AsyncAutoResetEvent()));
        Assert.False(locks.TryTake(A, [A, B], new AsyncAutoResetEvent()));
        locks.Release([B]);
        Assert.True(locks.TryTake(C, [A, C], new AsyncAutoResetEvent()));
        Assert.Empty(locks.RefusedBefore(A));
    }

    [Fact]
    public void ComponentLocks_RefusedTake_HoldsNothing()
    {
        var locks = new ComponentLocks();
        Assert.True(locks.TryTake(A, [A], new AsyncAutoResetEvent()));
        Assert.False(locks.TryTake(B, [A, B], new AsyncAutoResetEvent()));
        Assert.True(locks.TryTake(B, [B], new AsyncAutoResetEvent()));
    }
}
