using OciReconciler.Model.StartFailures;

namespace OciReconciler.UnitTests.Rollouts;

public sealed class RunEndsTests
{
    private static readonly StartFailure Away = new("EngineUnavailable", "no daemon", "Start it.");
    private static readonly StartFailure InUse = new("PortInUse", "port 80 is taken", "Free it.");

    /// <summary>
    /// Each row: exit code, whether the engine answers, the cause in the journal ("": none yet); then whether it is a crash.
    /// </summary>
    public static TheoryData<int, bool, string?, bool> Rows => new()
    {
        { 1, true, "", true },
        { 1, true, null, true },
        { 1, false, "", false },
        { 125, true, "", false },
        { 125, true, null, true },
        { 125, true, "PortInUse", true },
        { 125, true, "EngineUnavailable", false },
        { 127, true, "", true },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Advance_OneRunEnded_IsACrashOrOfTheEngine(int exitCode, bool engineAnswers, string? cause, bool isCrash)
    {
        var story = new RolloutScenario
        {
            Restarts = 1,
            ExitCode = exitCode,
            EngineAnswers = engineAnswers,
            End = cause is "" ? null : new UnitEnd(cause is null ? null : cause == InUse.Reason ? InUse : Away),
        };
        var memory = RunEnds.Advance(RolloutMemory.Empty with { Run = new UnitRun(0, 0, "", null) }, story.Input());
        Assert.Equal((isCrash ? 1 : 0, !isCrash), (memory.Crash.Crashes.Length, memory.EngineFailedAt is not null));
    }

    [Fact]
    public void Advance_CauseComesLater_IsRememberedThen()
    {
        var story = new RolloutScenario { Restarts = 1, ExitCode = 125, End = null };
        var memory = RunEnds.Advance(RolloutMemory.Empty with { Run = new UnitRun(0, 0, "", null) }, story.Input());
        Assert.Equal((5, null), (memory.ObservationsForCause, memory.StartFailure));
        memory = RunEnds.Advance(memory, story.Input());
        Assert.Equal(4, memory.ObservationsForCause);
        story.End = new UnitEnd(InUse);
        memory = RunEnds.Advance(memory, story.Input());
        Assert.Equal((0, InUse), (memory.ObservationsForCause, memory.StartFailure));
    }
}
