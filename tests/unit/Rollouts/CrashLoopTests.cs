namespace OciReconciler.UnitTests.Rollouts;

public sealed class CrashLoopTests
{
    [Fact]
    public void Crashes_FiveInTenMinutes_AreSystemdsAlone()
    {
        var story = RolloutScenario.OfStable();
        for (var crash = 0; crash < 5; crash++)
        {
            story.After(100);
            Assert.Null(story.Crashes().StopForBackoff);
        }

        story.After(300);
        Assert.Null(story.Crashes().StopForBackoff);
    }

    [Fact]
    public void Crashes_SixInTenMinutes_AreTakenOver()
    {
        var story = RolloutScenario.OfStable();
        story.ExitCode = 3;
        story.Crashes(5);
        var assessment = story.Crashes();
        Assert.Equal("CrashLoopBackOff", assessment.StopForBackoff?.Reason);
        Assert.Contains("exit code 3", assessment.StopForBackoff?.Message, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(10), assessment.ObserveAgainAfter);
        Assert.NotNull(story.Observe().StopForBackoff);
        story.State = "inactive";
        Assert.Null(story.Observe().StopForBackoff);
        story.State = "active";
        Assert.Null(story.Observe().StopForBackoff);
    }

    // The look at which it is taken over may find the next process already, and later ones how the controller's stop ended that.
    [Fact]
    public void Crashes_LastOneIsFoundRunning_IsReportedWithTheExitCodeOfTheOneBefore()
    {
        var story = RolloutScenario.OfStable();
        story.ExitCode = 3;
        story.Crashes(5);
        story.ExitCode = null;
        Assert.Contains("exit code 3", story.Crashes().StopForBackoff?.Message, StringComparison.Ordinal);
        (story.State, story.ExitCode) = ("failed", 143);
        Assert.Contains("exit code 3", story.Observe().DelayStart?.Message, StringComparison.Ordinal);
        Assert.Contains("exit code 3", story.After(5).DelayStart?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Crashes_UnitAtItsStartLimit_WaitsAndIsNotStopped()
    {
        var story = RolloutScenario.OfStable();
        var assessment = story.Crashes(4, "failed");
        Assert.Null(assessment.StopForBackoff);
        Assert.Equal("CrashLoopBackOff", assessment.DelayStart?.Reason);
        Assert.NotNull(story.After(9.9).DelayStart);
        Assert.Null(story.After(0.1).DelayStart);
    }

    // A container that answers SIGTERM with a bad exit code leaves its unit failed after any stop.
    [Fact]
    public void Stops_ThatEndBadly_AreNoCrashes()
    {
        var story = RolloutScenario.OfStable();
        story.ExitCode = 143;
        for (var stop = 0; stop < 10; stop++)
        {
            story.State = "failed";
            story.After(20);
            story.Starts();
        }

        Assert.Equal(CrashBackoff.None, story.Memory.Crash);
        Assert.Null(story.Record.Failed);
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void Backoff_AfterAReboot_GoesOnForTheSameVersionAlone(bool isAnother, bool goesOn)
    {
        var story = RolloutScenario.OfStable();
        story.Crashes(6);
        Assert.True(story.Assessment.IsCrashLooping);
        story.IsDefined = false;
        story.ControllerRestarts(3600);
        story.Observe();
        story.IsDefined = true;
        if (isAnother)
            story.Edit("active");
        else
            story.Observe();
        Assert.Equal(goesOn, story.Assessment.IsCrashLooping);
        Assert.Null(story.Record.Failed);
        Assert.Equal(goesOn ? 1 : 0, story.Record.CrashLevel);
    }

    [Fact]
    public void Crashes_SeenTwice_CountOnce()
    {
        var story = RolloutScenario.OfStable();
        story.Crashes(4, "failed");
        story.After(1);
        story.After(1);
        Assert.Equal(1, story.Memory.Crash.Level);
    }

    [Fact]
    public void Backoff_EachFurtherCrash_DoublesUpToFiveMinutes()
    {
        var story = RolloutScenario.OfStable();
        story.Crashes(6);
        List<double> waits = [];
        for (var turn = 0; turn < 7; turn++)
        {
            waits.Add(story.Assessment.ObserveAgainAfter!.Value.TotalSeconds);
            story.State = "inactive";
            story.After(waits[^1]);
            story.Starts();
            story.Crashes();
        }

        Assert.Equal([10, 20, 40, 80, 160, 300, 300], waits);
    }

    [Fact]
    public void Backoff_TenMinutesOfHealth_Reset()
    {
        var story = RolloutScenario.OfStable();
        story.Crashes(6);
        story.State = "inactive";
        story.After(10);
        story.Starts();
        story.After(599);
        Assert.Equal(1, story.Record.CrashLevel);
        story.After(1);
        Assert.Equal(0, story.Record.CrashLevel);
        Assert.Null(story.Crashes().StopForBackoff);
    }

    [Fact]
    public void Backoff_ControllerRestarts_GoesOn()
    {
        var story = RolloutScenario.OfStable();
        story.Crashes(6);
        story.State = "inactive";
        Assert.Equal("CrashLoopBackOff", story.ControllerRestarts(wallSeconds: 4).DelayStart?.Reason);
        Assert.Equal(TimeSpan.FromSeconds(6), story.Assessment.ObserveAgainAfter);
    }

    [Theory]
    [InlineData(-86400, 10)]
    [InlineData(86400, null)]
    public void Backoff_ControllerRestartsAndTheClockStepped_WaitsNoLongerThanItsLevel(double step, int? seconds)
    {
        var story = RolloutScenario.OfStable();
        story.Crashes(6);
        story.State = "inactive";
        story.ControllerRestarts(step);
        Assert.Equal(seconds is { } wait ? TimeSpan.FromSeconds(wait) : null, story.Assessment.ObserveAgainAfter);
    }

    [Fact]
    public void Backoff_AnotherVersion_BeginsAnew()
    {
        var story = RolloutScenario.OfStable();
        story.Crashes(6);
        story.Edit("active");
        Assert.Null(story.Assessment.DelayStart);
        Assert.Equal(0, story.Record.CrashLevel);
    }

    [Fact]
    public void Failed_AfterAStopByHand_IsNoCrashLoop()
    {
        var story = RolloutScenario.OfStable();
        story.ExitCode = 143;
        (story.State, story.Container) = ("failed", null);
        var assessment = story.Observe();
        Assert.Null(assessment.DelayStart);
        Assert.True(assessment.FailedByStop);
        Assert.True(story.Observe().FailedByStop);
        story.Starts();
        Assert.False(story.Observe().FailedByStop);
    }

    [Fact]
    public void Failed_ByCrashes_IsNoStop()
    {
        var story = RolloutScenario.OfStable();
        story.Crashes(5);
        story.State = "failed";
        Assert.False(story.Observe().FailedByStop);
    }

    [Fact]
    public void Crashes_EngineDoesNotAnswer_AreNotCounted()
    {
        var story = RolloutScenario.OfStable();
        story.EngineAnswers = false;
        Assert.Null(story.Crashes(9).StopForBackoff);
        Assert.Empty(story.Memory.Crash.Crashes);
    }

    [Fact]
    public void Unhealthy_IsRestartedFiveTimesInFiveMinutes()
    {
        var story = RolloutScenario.OfStable();
        story.Member = story.Member with { HasHealthCheck = true };
        story.Health = HealthState.Unhealthy;
        for (var restart = 0; restart < 5; restart++)
        {
            story.Container = $"c{restart + 2}";
            Assert.Equal("Unhealthy", story.After(10).Restart?.Reason);
            Assert.Equal("Unhealthy", story.Observe().Restart?.Reason);
        }

        story.Container = "c9";
        Assert.Null(story.After(10).Restart);
        Assert.Equal("RestartedTooOften", story.Assessment.Trouble?.Reason);
        Assert.Equal(TimeSpan.FromSeconds(250), story.Assessment.ObserveAgainAfter);
        Assert.Equal("Unhealthy", story.After(250).Restart?.Reason);
    }

    [Fact]
    public void Container_GoneForHalfAMinute_TheUnitIsRestarted()
    {
        var story = RolloutScenario.OfStable();
        story.Container = null;
        story.After(1);
        Assert.Null(story.After(29.9).Restart);
        Assert.Equal("ContainerMissing", story.After(0.1).Restart?.Reason);
        Assert.Equal("ContainerMissing", story.Observe().Restart?.Reason);
        story.Starts();
        Assert.Null(story.After(29).Restart);
        Assert.Equal("ContainerMissing", story.After(1).Restart?.Reason);
    }

    [Fact]
    public void NeedsRun_PlainlyRunningAsLastSeen_ReadsNothing()
    {
        var story = RolloutScenario.OfStable();
        var unit = new ObservedUnit { Name = "u", LoadState = "loaded", ActiveState = "active" };
        var container = new ObservedContainer("c1", "", "web", "running", 0, null);
        Assert.False(CrashCounter.NeedsRun(story.Memory, unit, container));
        Assert.True(CrashCounter.NeedsRun(story.Memory, unit, container with { Id = "c2" }));
        Assert.True(CrashCounter.NeedsRun(story.Memory, unit with { ActiveState = "failed" }, container));
        Assert.True(CrashCounter.NeedsRun(RolloutMemory.Empty, unit, container));
        Assert.False(CrashCounter.NeedsRun(RolloutMemory.Empty, unit with { ActiveState = "inactive" }, null));
    }
}
