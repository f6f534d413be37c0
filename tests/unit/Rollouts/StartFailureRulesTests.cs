using OciReconciler.Model.StartFailures;

namespace OciReconciler.UnitTests.Rollouts;

/// <summary>What comes of a container that its engine cannot start.</summary>
public sealed class StartFailureRulesTests
{
    private static readonly UnitEnd PortInUse = new(StartFailureClassifier.Classify("listen tcp4 :8181: bind: address already in use"));
    private static readonly UnitEnd EngineAway = new(
        StartFailureClassifier.Classify("Cannot connect to the Docker daemon at unix:///var/run/docker.sock"));

    [Theory]
    [InlineData(125)]
    [InlineData(126)]
    [InlineData(127)]
    public void StartFailure_OfAStableVersion_WaitsWithItsCause(int code)
    {
        var story = RolloutScenario.OfStable();
        (story.ExitCode, story.End, story.Container) = (code, PortInUse, null);
        var assessment = story.Crashes(5, "failed");
        Assert.Equal("PortInUse", assessment.DelayStart?.Reason);
        Assert.Contains("address already in use", assessment.DelayStart?.Message, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(10), assessment.ObserveAgainAfter);
        Assert.Null(story.After(10).DelayStart);
    }

    [Fact]
    public void StartFailure_OfAFirstVersion_CountsAsFailedWithItsCause()
    {
        var story = new RolloutScenario { Container = null, ExitCode = 126, End = PortInUse };
        Assert.Equal("PortInUse", story.Crashes(5, "failed").Failure?.Reason);
    }

    [Fact]
    public void StartFailure_OfAChange_IsRolledBackWithItsCause()
    {
        var story = RolloutScenario.OfChange();
        (story.ExitCode, story.End) = (126, PortInUse);
        story.Crashes(5, "failed");
        Assert.Equal("PortInUse", story.Record.Failed?.Reason);
        Assert.Contains("address already in use", story.Record.Failed?.Message, StringComparison.Ordinal);
    }

    // docker's client is slow enough to stay below systemd's start limit for ever.
    [Fact]
    public void StartFailure_UnitNeverFails_IsTakenOver()
    {
        var story = RolloutScenario.OfStable();
        (story.ExitCode, story.End, story.Container) = (125, PortInUse, null);
        for (var crash = 0; crash < 5; crash++)
        {
            story.After(2);
            Assert.Null(story.Crashes().StopForBackoff);
            Assert.Equal("PortInUse", story.Assessment.Trouble?.Reason);
        }

        story.After(2);
        Assert.Equal("PortInUse", story.Crashes().StopForBackoff?.Reason);
    }

    [Fact]
    public void StartFailure_EngineIsAway_SaysNothingOfTheVersion()
    {
        var story = RolloutScenario.OfChange("active");
        (story.ExitCode, story.End) = (125, EngineAway);
        for (var round = 0; round < 4; round++)
        {
            Assert.Equal("EngineUnavailable", story.Crashes(5, "failed").DelayStart?.Reason);
            story.After(40);
            story.Starts();
        }

        Assert.Null(story.Record.Failed);
        Assert.False(story.Assessment.IsCrashLooping);
    }

    // A container may end with any code: the engine said nothing.
    [Theory]
    [InlineData(125)]
    [InlineData(126)]
    [InlineData(127)]
    public void ContainerEnds_WithACodeOfTheClient_IsACrash(int code)
    {
        var story = RolloutScenario.OfChange();
        (story.ExitCode, story.End) = (code, new UnitEnd(null));
        story.Crashes(5, "failed");
        Assert.Equal("CrashLoopBackOff", story.Record.Failed?.Reason);
    }

    [Fact]
    public void Journal_IsLate_CauseIsFoundAMomentLater()
    {
        var story = RolloutScenario.OfStable();
        (story.ExitCode, story.End, story.Container) = (126, null, null);
        Assert.Equal("CrashLoopBackOff", story.Crashes(5, "failed").DelayStart?.Reason);
        Assert.Equal(TimeSpan.FromSeconds(1), story.Assessment.ObserveAgainAfter);
        story.End = PortInUse;
        Assert.Equal("PortInUse", story.After(1).DelayStart?.Reason);
        Assert.Equal(TimeSpan.FromSeconds(9), story.Assessment.ObserveAgainAfter);
    }

    [Fact]
    public void Journal_HasNothing_IsNotReadForEver()
    {
        var story = RolloutScenario.OfStable();
        (story.ExitCode, story.End, story.Container) = (126, null, null);
        story.Crashes(5, "failed");
        for (var observe = 0; observe < 5; observe++)
            story.After(0.1);
        Assert.True(story.Assessment.ObserveAgainAfter > TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void StartFailure_AnotherEndFollows_IsForgotten()
    {
        var story = RolloutScenario.OfStable();
        (story.ExitCode, story.End, story.Container) = (126, PortInUse, null);
        story.Crashes(5, "failed");
        story.After(10);
        (story.ExitCode, story.End, story.Container) = (3, new UnitEnd(null), "c2");
        story.Starts();
        Assert.Equal("CrashLoopBackOff", story.Crashes(5, "failed").DelayStart?.Reason);
    }
}
