namespace OciReconciler.UnitTests.Rollouts;

/// <summary>States of a container besides running and gone.</summary>
public sealed class ContainerPauseTests
{
    // docker calls a paused container unhealthy, and goes on to do so until the first test after the pause.
    [Fact]
    public void Pause_OfACheckedContainer_RestartsNothing()
    {
        var story = Checked();
        (story.ContainerState, story.Health) = ("paused", HealthState.Unhealthy);
        for (var observe = 0; observe < 100; observe++)
        {
            Assert.Null(story.After(5).Restart);
            Assert.Equal((false, "ContainerPaused"), (story.Assessment.Readiness.IsReady, story.Assessment.Readiness.Reason));
        }

        story.ContainerState = "running";
        Assert.Null(story.After(1).Restart);
        Assert.Equal("HealthUnknown", story.Assessment.Readiness.Reason);
        story.Health = HealthState.Healthy;
        Assert.True(story.After(20).Readiness.IsReady);
    }

    [Fact]
    public void Pause_UnhealthyLongAfterIt_IsRestarted()
    {
        var story = Checked();
        (story.ContainerState, story.Health) = ("paused", HealthState.Unhealthy);
        story.After(100);
        story.ContainerState = "running";
        story.After(5);
        Assert.NotNull(story.Assessment.ObserveAgainAfter);
        Assert.Equal("Unhealthy", story.After(60).Restart?.Reason);
    }

    [Fact]
    public void Pause_AnotherControllerSupervisesIt_RestartsNothingAtOnce()
    {
        var story = Checked();
        story.Health = HealthState.Unhealthy;
        Assert.Null(story.ControllerRestarts().Restart);
        Assert.Null(story.After(30).Restart);
        Assert.Equal("Unhealthy", story.After(60).Restart?.Reason);
    }

    [Fact]
    public void Pause_OfAVersionThatIsBeingTried_AssessesNothing()
    {
        var story = RolloutScenario.OfChange("active");
        story.ContainerState = "paused";
        story.After(10_000);
        story.After(10_000);
        Assert.Null(story.Record.Failed);
        Assert.NotEqual("d2", story.Record.Stable?.DefinitionHash);
        story.ContainerState = "running";
        story.After(1);
        story.After(5);
        Assert.Equal("d2", story.Record.Stable?.DefinitionHash);
    }

    [Fact]
    public void Pause_IsObservedAgainSoon()
    {
        var story = RolloutScenario.OfStable();
        story.ContainerState = "paused";
        Assert.Equal(TimeSpan.FromSeconds(5), story.After(1).ObserveAgainAfter);
    }

    [Theory]
    [InlineData("created", true)]
    [InlineData("configured", true)]
    [InlineData("initialized", true)]
    [InlineData("exited", true)]
    [InlineData("stopped", true)]
    [InlineData("dead", true)]
    [InlineData("unknown", true)]
    [InlineData("stopping", false)]
    [InlineData("removing", true)]
    [InlineData("restarting", false)]
    [InlineData("paused", false)]
    public void State_NotRunning_IsNotReadyAndRestartedWhereNobodyIsAtWorkOnIt(string state, bool isRestarted)
    {
        var story = RolloutScenario.OfStable();
        story.ContainerState = state;
        Assert.False(story.After(1).Readiness.IsReady);
        story.After(20);
        Assert.Equal(isRestarted ? "ContainerMissing" : null, story.After(20).Restart?.Reason);
    }

    private static RolloutScenario Checked()
    {
        var story = RolloutScenario.OfStable();
        story.Member = story.Member with { HasHealthCheck = true, HealthCheckPeriod = TimeSpan.FromSeconds(40) };
        story.Health = HealthState.Healthy;
        story.Observe();
        return story;
    }
}
