namespace OciReconciler.UnitTests.Rollouts;

public sealed class ProgressClocksTests
{
    private static readonly Readiness Ready = new(true, "Running", "It is active.");
    private static readonly Readiness NotReady = new(false, "NotActive", "It is not.");

    [Theory]
    [InlineData("c1", true, 0)]
    [InlineData("c2", true, 60)]
    [InlineData("c2", false, 0)]
    public void ReadySince_ContainerOfNow_IsKeptWhileItIsTheSame(string container, bool engineAnswers, int seconds)
    {
        var story = new RolloutScenario();
        var memory = ProgressClocks.Advance(RolloutMemory.Empty, story.Input(), Ready);
        (story.Container, story.EngineAnswers) = (container, engineAnswers);
        var begun = story.Now;
        story.Now += TimeSpan.FromMinutes(1);
        Assert.Equal(begun + TimeSpan.FromSeconds(seconds), ProgressClocks.Advance(memory, story.Input(), Ready).ReadySince);
    }

    [Fact]
    public void ReadySince_NotReady_IsNull()
    {
        var story = new RolloutScenario();
        var memory = ProgressClocks.Advance(RolloutMemory.Empty, story.Input(), Ready);
        memory = ProgressClocks.Advance(memory, story.Input(), NotReady);
        Assert.Equal((null, null), (memory.ReadySince, memory.ReadyContainer));
    }

    [Theory]
    [InlineData("active", true, true)]
    [InlineData("failed", true, true)]
    [InlineData("inactive", true, false)]
    [InlineData("active", false, false)]
    public void ProgressingSince_StateAndEngine_DecideWhetherItCounts(string state, bool engineAnswers, bool counts)
    {
        var story = new RolloutScenario { State = state, EngineAnswers = engineAnswers };
        Assert.Equal(counts ? story.Now : null, ProgressClocks.Advance(RolloutMemory.Empty, story.Input(), NotReady).ProgressingSince);
    }

    [Theory]
    [InlineData(null, "", true)]
    [InlineData("c1", "exited", true)]
    [InlineData("c1", "stopping", false)]
    [InlineData("c1", "running", false)]
    public void ContainerMissingSince_ContainerOfAnActiveUnit_DecidesWhetherItIsMissing(string? container, string state, bool isMissing)
    {
        var story = new RolloutScenario { Container = container, ContainerState = state };
        Assert.Equal(isMissing
            ? story.Now : null, ProgressClocks.Advance(RolloutMemory.Empty, story.Input(), NotReady).ContainerMissingSince);
    }

    [Theory]
    [InlineData(599, 3)]
    [InlineData(600, 0)]
    public void Backoff_ReadyForTenMinutes_IsReset(int seconds, int level)
    {
        var story = new RolloutScenario();
        var memory = RolloutMemory.Empty with { Crash = new CrashBackoff { Level = 3 } };
        memory = ProgressClocks.Advance(memory, story.Input(), Ready);
        story.Now += TimeSpan.FromSeconds(seconds);
        Assert.Equal(level, ProgressClocks.Advance(memory, story.Input(), Ready).Crash.Level);
    }
}
