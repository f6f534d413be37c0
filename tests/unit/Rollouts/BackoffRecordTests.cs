namespace OciReconciler.UnitTests.Rollouts;

public sealed class BackoffRecordTests
{
    private static readonly RolloutScenario Story = new();

    private static readonly RolloutRecord Looping = new() {
        CrashLevel = 2, CrashRevision = RevisionId.Parse("d1/i1"), CrashUntil = Story.Time.AddSeconds(15) };

    [Theory]
    [InlineData("d1/i1", 2)]
    [InlineData(null, 2)]
    [InlineData("d0/i1", 0)]
    public void Begin_AnotherProcess_GoesOnForTheSameVersion(string? version, int level)
    {
        var memory = BackoffRecord.Begin(
            RolloutMemory.Empty, Looping with { CrashRevision = version is null ? null : RevisionId.Parse(version) }, Story.Input());
        Assert.Equal((level, new("d1", "i1")), (memory.Crash.Level, memory.Revision));
        Assert.Equal(level > 0 ? Story.Now + TimeSpan.FromSeconds(15) : null, memory.Crash.Until);
    }

    [Theory]
    [InlineData(-60, 0)]
    [InlineData(3600, 20)]
    public void Begin_ClockWasSet_WaitsNoLongerThanTheLevel(int until, int seconds)
    {
        var memory = BackoffRecord.Begin(RolloutMemory.Empty, Looping with { CrashUntil = Story.Time.AddSeconds(until) }, Story.Input());
        Assert.Equal(Story.Now + TimeSpan.FromSeconds(seconds), memory.Crash.Until);
    }

    [Fact]
    public void Begin_AnotherVersion_BeginsAnew()
    {
        var memory = RolloutMemory.Empty with { Revision = new("d0", "i0"), EngineFailures = 3 };
        Assert.Equal(
            RolloutMemory.Empty with { Revision = new("d1", "i1") }, BackoffRecord.Begin(memory, RolloutRecord.Empty, Story.Input()));
    }

    [Fact]
    public void Save_NothingIsDefined_KeepsTheRecord() =>
        Assert.Same(Looping, BackoffRecord.Save(RolloutMemory.Empty, Looping, new RolloutScenario { IsDefined = false }.Input()));

    [Fact]
    public void Save_SameLevelAndVersion_KeepsTheEnd()
    {
        var memory = RolloutMemory.Empty with { Crash = new CrashBackoff { Level = 2, Until = Story.Now + TimeSpan.FromSeconds(1) } };
        Assert.Equal(Looping, BackoffRecord.Save(memory, Looping, Story.Input()));
        memory = memory with { Crash = memory.Crash with { Level = 3 } };
        Assert.Equal(Story.Time.AddSeconds(1), BackoffRecord.Save(memory, Looping, Story.Input()).CrashUntil);
    }

    [Fact]
    public void Save_NoBackoff_LeavesNone() =>
        Assert.Equal(RolloutRecord.Empty, BackoffRecord.Save(RolloutMemory.Empty, Looping, Story.Input()));
}
