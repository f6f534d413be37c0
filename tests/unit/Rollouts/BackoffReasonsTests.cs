using OciReconciler.Model.StartFailures;

namespace OciReconciler.UnitTests.Rollouts;

public sealed class BackoffReasonsTests
{
    private static readonly RolloutScenario Story = new();
    private static readonly StartFailure InUse = new("PortInUse", "port 80 is taken", "Free it.");

    /// <summary>
    /// Each row: seconds left of the crash backoff, failures of the engine and seconds since the last, a cause; then the reason.
    /// </summary>
    public static TheoryData<int, int, int?, bool, string?> Rows => new()
    {
        { 10, 0, null, false, "CrashLoopBackOff" },
        { 10, 0, null, true, "PortInUse" },
        { 0, 0, null, false, null },
        { 0, 1, 1, false, "EngineFailed" },
        { 0, 0, 1, false, "EngineUnavailable" },
        { 0, 1, 1, true, "PortInUse" },
        { 0, 1, 2, false, null },
        { 0, 2, 9, false, "EngineFailed" },
        { 0, 2, 10, false, null },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void DelayedStart_BackoffAndCause_GiveTheReason(int left, int engineFailures, int? since, bool isExplained, string? reason)
    {
        var memory = RolloutMemory.Empty with
        {
            Crash = new CrashBackoff { Level = 1, Until = Story.Now + TimeSpan.FromSeconds(left) },
            EngineFailures = engineFailures,
            EngineFailedAt = since is { } seconds ? Story.Now - TimeSpan.FromSeconds(seconds) : null,
            StartFailure = isExplained ? InUse : null,
        };
        Assert.Equal(reason, BackoffReasons.DelayedStart(memory, Story.Input())?.Reason);
    }

    [Theory]
    [InlineData(true, null)]
    [InlineData(false, "PortInUse")]
    public void StartFailure_OfWhatIsReady_SaysNothing(bool isReady, string? reason) => Assert.Equal(
        reason,
        BackoffReasons.StartFailure(RolloutMemory.Empty with { StartFailure = InUse }, Story.Input(), new(isReady, "Any", "Any."))?.Reason);
}
