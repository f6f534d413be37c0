using OciReconciler.Model.Observed;
using OciReconciler.Model.Rollouts;

namespace OciReconciler.UnitTests.Rollouts;

public sealed class CrashLoopTests
{
    [Fact]
    public void Deaths_FiveInTenMinutes_AreSystemdsAlone()
    {
        var story = Story.OfGood();
        for (var death = 0; death < 5; death++)
        {
            story.After(100);
            Assert.Null(story.Dies().TakeOver);
        }

        story.After(300);
        Assert.Null(story.Dies().TakeOver);
    }

    [Fact]
    public void Deaths_SixInTenMinutes_AreTakenOver()
    {
        var story = Story.OfGood();
        story.ExitCode = 3;
        story.Dies(5);
        var standing = story.Dies();
        Assert.Equal("CrashLoopBackOff", standing.TakeOver?.Reason);
        Assert.Contains("exit code 3", standing.TakeOver?.Message, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(10), standing.NextLook);
        Assert.NotNull(story.Look().TakeOver);
        story.State = "inactive";
        Assert.Null(story.Look().TakeOver);
        story.State = "active";
        Assert.Null(story.Look().TakeOver);
    }

    // The look at which it is taken over may find the next process already, and later ones how the controller's stop ended that.
    [Fact]
    public void Deaths_LastOneIsFoundRunning_IsToldWithTheExitCodeOfTheOneBefore()
    {
        var story = Story.OfGood();
        story.ExitCode = 3;
        story.Dies(5);
        story.ExitCode = null;
        Assert.Contains("exit code 3", story.Dies().TakeOver?.Message, StringComparison.Ordinal);
        (story.State, story.ExitCode) = ("failed", 143);
        Assert.Contains("exit code 3", story.Look().HoldOff?.Message, StringComparison.Ordinal);
        Assert.Contains("exit code 3", story.After(5).HoldOff?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Deaths_UnitAtItsStartLimit_WaitsAndIsNotStopped()
    {
        var story = Story.OfGood();
        var standing = story.Dies(4, "failed");
        Assert.Null(standing.TakeOver);
        Assert.Equal("CrashLoopBackOff", standing.HoldOff?.Reason);
        Assert.NotNull(story.After(9.9).HoldOff);
        Assert.Null(story.After(0.1).HoldOff);
    }

    // A container that answers SIGTERM with a bad exit code leaves its unit failed after any stop.
    [Fact]
    public void Stops_ThatEndBadly_AreNoDeaths()
    {
        var story = Story.OfGood();
        story.ExitCode = 143;
        for (var stop = 0; stop < 10; stop++)
        {
            story.State = "failed";
            story.After(20);
            story.Starts();
        }

        Assert.Equal(CrashState.None, story.Memory.Crash);
        Assert.Null(story.Record.Bad);
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void Ladder_AfterAReboot_GoesOnForTheSameVersionAlone(bool isAnother, bool goesOn)
    {
        var story = Story.OfGood();
        story.Dies(6);
        Assert.True(story.Standing.IsLooping);
        story.IsDefined = false;
        story.ControllerRestarts(3600);
        story.Look();
        story.IsDefined = true;
        if (isAnother)
            story.Edit("active");
        else
            story.Look();
        Assert.Equal(goesOn, story.Standing.IsLooping);
        Assert.Null(story.Record.Bad);
        Assert.Equal(goesOn ? 1 : 0, story.Record.CrashLevel);
    }

    [Fact]
    public void Deaths_SeenTwice_CountOnce()
    {
        var story = Story.OfGood();
        story.Dies(4, "failed");
        story.After(1);
        story.After(1);
        Assert.Equal(1, story.Memory.Crash.Level);
    }

    [Fact]
    public void Ladder_EachFurtherDeath_DoublesUpToFiveMinutes()
    {
        var story = Story.OfGood();
        story.Dies(6);
        List<double> waits = [];
        for (var turn = 0; turn < 7; turn++)
        {
            waits.Add(story.Standing.NextLook!.Value.TotalSeconds);
            story.State = "inactive";
            story.After(waits[^1]);
            story.Starts();
            story.Dies();
        }

        Assert.Equal([10, 20, 40, 80, 160, 300, 300], waits);
    }

    [Fact]
    public void Ladder_TenMinutesOfHealth_Forgive()
    {
        var story = Story.OfGood();
        story.Dies(6);
        story.State = "inactive";
        story.After(10);
        story.Starts();
        story.After(599);
        Assert.Equal(1, story.Record.CrashLevel);
        story.After(1);
        Assert.Equal(0, story.Record.CrashLevel);
        Assert.Null(story.Dies().TakeOver);
    }

    [Fact]
    public void Ladder_ControllerRestarts_GoesOn()
    {
        var story = Story.OfGood();
        story.Dies(6);
        story.State = "inactive";
        Assert.Equal("CrashLoopBackOff", story.ControllerRestarts(wallSeconds: 4).HoldOff?.Reason);
        Assert.Equal(TimeSpan.FromSeconds(6), story.Standing.NextLook);
    }

    [Theory]
    [InlineData(-86400, 10)]
    [InlineData(86400, null)]
    public void Ladder_ControllerRestartsAndTheClockStepped_WaitsNoLongerThanItsLevel(double step, int? seconds)
    {
        var story = Story.OfGood();
        story.Dies(6);
        story.State = "inactive";
        story.ControllerRestarts(step);
        Assert.Equal(seconds is { } wait ? TimeSpan.FromSeconds(wait) : null, story.Standing.NextLook);
    }

    [Fact]
    public void Ladder_AnotherVersion_BeginsAnew()
    {
        var story = Story.OfGood();
        story.Dies(6);
        story.Edit("active");
        Assert.Null(story.Standing.HoldOff);
        Assert.Equal(0, story.Record.CrashLevel);
    }

    [Fact]
    public void Failed_AfterAStopByHand_IsNoCrashLoop()
    {
        var story = Story.OfGood();
        story.ExitCode = 143;
        (story.State, story.Container) = ("failed", null);
        var standing = story.Look();
        Assert.Null(standing.HoldOff);
        Assert.True(standing.FailedByStop);
        Assert.True(story.Look().FailedByStop);
        story.Starts();
        Assert.False(story.Look().FailedByStop);
    }

    [Fact]
    public void Failed_ByDeaths_IsNoStop()
    {
        var story = Story.OfGood();
        story.Dies(5);
        story.State = "failed";
        Assert.False(story.Look().FailedByStop);
    }

    [Fact]
    public void Deaths_EngineDoesNotAnswer_AreNotCounted()
    {
        var story = Story.OfGood();
        story.EngineAnswers = false;
        Assert.Null(story.Dies(9).TakeOver);
        Assert.Empty(story.Memory.Crash.Deaths);
    }

    [Fact]
    public void Unhealthy_IsRestartedFiveTimesInFiveMinutes()
    {
        var story = Story.OfGood();
        story.Member = story.Member with { HasHealthCheck = true };
        story.Health = HealthState.Unhealthy;
        for (var restart = 0; restart < 5; restart++)
        {
            story.Container = $"c{restart + 2}";
            Assert.Equal("Unhealthy", story.After(10).Restart?.Reason);
            Assert.Equal("Unhealthy", story.Look().Restart?.Reason);
        }

        story.Container = "c9";
        Assert.Null(story.After(10).Restart);
        Assert.Equal("RestartedTooOften", story.Standing.Trouble?.Reason);
        Assert.Equal(TimeSpan.FromSeconds(250), story.Standing.NextLook);
        Assert.Equal("Unhealthy", story.After(250).Restart?.Reason);
    }

    [Fact]
    public void Container_GoneForHalfAMinute_TheUnitIsRestarted()
    {
        var story = Story.OfGood();
        story.Container = null;
        story.After(1);
        Assert.Null(story.After(29.9).Restart);
        Assert.Equal("ContainerMissing", story.After(0.1).Restart?.Reason);
        Assert.Equal("ContainerMissing", story.Look().Restart?.Reason);
        story.Starts();
        Assert.Null(story.After(29).Restart);
        Assert.Equal("ContainerMissing", story.After(1).Restart?.Reason);
    }

    [Fact]
    public void NeedsRun_PlainlyRunningAsLastSeen_ReadsNothing()
    {
        var story = Story.OfGood();
        var unit = new ObservedUnit { Name = "u", LoadState = "loaded", ActiveState = "active" };
        var container = new ObservedContainer("c1", "", "web", "running", 0, null);
        Assert.False(DeathCount.NeedsRun(story.Memory, unit, container));
        Assert.True(DeathCount.NeedsRun(story.Memory, unit, container with { Id = "c2" }));
        Assert.True(DeathCount.NeedsRun(story.Memory, unit with { ActiveState = "failed" }, container));
        Assert.True(DeathCount.NeedsRun(WorkloadMemory.Empty, unit, container));
        Assert.False(DeathCount.NeedsRun(WorkloadMemory.Empty, unit with { ActiveState = "inactive" }, null));
    }
}
