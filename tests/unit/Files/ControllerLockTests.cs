using OciReconciler.UnitTests.Sources;

namespace OciReconciler.UnitTests.Files;

/// <summary>A process locks itself out as well: each open file has a lock of its own.</summary>
public sealed class ControllerLockTests : IDisposable
{
    private readonly TemporaryDirectory _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void TryTake_OtherRuntimeDirectory_IsHeldByTheHostsLock()
    {
        using (ControllerLock.TryTake([_temporary["run/lock"], _temporary["a/lock"]], out _))
        {
            Assert.Null(ControllerLock.TryTake([_temporary["run/lock"], _temporary["b/lock"]], out var holder));
            Assert.Equal($"process {Environment.ProcessId} holds {_temporary["run/lock"]}", holder);
            Assert.True(ControllerLock.IsTaken(_temporary["a/lock"]));
            Assert.False(ControllerLock.IsTaken(_temporary["b/lock"]));
        }

        using var next = ControllerLock.TryTake([_temporary["run/lock"], _temporary["b/lock"]], out _);
        Assert.NotNull(next);
    }

    // A controller of before knew the lock of its runtime directory alone.
    [Fact]
    public void TryTake_SecondIsHeld_GivesTheFirstBack()
    {
        using (ControllerLock.TryTake([_temporary["a/lock"]], out _))
            Assert.Null(ControllerLock.TryTake([_temporary["run/lock"], _temporary["a/lock"]], out _));
        Assert.False(ControllerLock.IsTaken(_temporary["run/lock"]));
    }

    // A file system that takes nothing is no other controller.
    [Fact]
    public void TryTake_CannotBeMade_IsNoOtherController()
    {
        _temporary.Make("run");
        Directory.CreateSymbolicLink(_temporary["run/lock"], _temporary["run/lock"]);
        Assert.Throws<IOException>(() => ControllerLock.TryTake([_temporary["a/lock"], _temporary["run/lock"]], out _));
        Assert.False(ControllerLock.IsTaken(_temporary["a/lock"]));
        using var next = ControllerLock.TryTake([_temporary["a/lock"]], out _);
        Assert.NotNull(next);
    }

    // runtimeDirectory may be the default by another name: /var/run leads to /run.
    [Fact]
    public void TryTake_SameFileByTwoNames_IsTakenOnce()
    {
        _temporary.Make("run");
        Directory.CreateSymbolicLink(_temporary["var"], _temporary["run"]);
        using var taken = ControllerLock.TryTake([_temporary["run/lock"], _temporary["var/lock"], _temporary["run/../run/lock"]], out _);
        Assert.NotNull(taken);
        Assert.True(ControllerLock.IsTaken(_temporary["var/lock"]));
    }
}
