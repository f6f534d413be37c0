using OciReconciler.Control;
using OciReconciler.Model.Workloads;
using OciReconciler.Threading;

namespace OciReconciler.UnitTests.Control;

public class ComponentLocksTests
{
    private static readonly WorkloadKey A = new("a");
    private static readonly WorkloadKey B = new("b");
    private static readonly WorkloadKey C = new("c");

    [Fact]
    public void ComponentLocks_NoSharedMember_BothRun()
    {
        var locks = new ComponentLocks();
        Assert.True(locks.TryTake(A, [A, B], new Doorbell()));
        Assert.True(locks.TryTake(C, [C], new Doorbell()));
    }

    [Fact]
    public void ComponentLocks_SharedMember_IsParkedAndComesBackAtRelease()
    {
        var locks = new ComponentLocks();
        Assert.True(locks.TryTake(A, [A, B], new Doorbell()));
        Assert.False(locks.TryTake(C, [B, C], new Doorbell()));
        Assert.Equal([C], locks.Release([A, B]));
        Assert.Empty(locks.Release([]));
        Assert.True(locks.TryTake(C, [B, C], new Doorbell()));
    }

    [Fact]
    public void ComponentLocks_TwoThatGrowIntoEachOther_BeginTheNextTimeWithAllOfIt()
    {
        var locks = new ComponentLocks();
        Assert.True(locks.TryTake(A, [A], new Doorbell()));
        Assert.True(locks.TryTake(B, [B], new Doorbell()));
        locks.Release([A]);
        Assert.False(locks.TryTake(A, [A, B], new Doorbell()));
        Assert.Equal([A], locks.Release([B]));
        Assert.Equal([A, B], locks.RefusedBefore(A));
        Assert.Empty(locks.RefusedBefore(A));
    }

    [Fact]
    public void ComponentLocks_RefusedThenHeldByAnother_IsForgotten()
    {
        var locks = new ComponentLocks();
        Assert.True(locks.TryTake(B, [B], new Doorbell()));
        Assert.False(locks.TryTake(A, [A, B], new Doorbell()));
        locks.Release([B]);
        Assert.True(locks.TryTake(C, [A, C], new Doorbell()));
        Assert.Empty(locks.RefusedBefore(A));
    }

    [Fact]
    public void ComponentLocks_RefusedTake_HoldsNothing()
    {
        var locks = new ComponentLocks();
        Assert.True(locks.TryTake(A, [A], new Doorbell()));
        Assert.False(locks.TryTake(B, [A, B], new Doorbell()));
        Assert.True(locks.TryTake(B, [B], new Doorbell()));
    }
}
