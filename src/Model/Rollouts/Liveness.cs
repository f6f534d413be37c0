using OciReconciler.Model.Conditions;

namespace OciReconciler.Model.Rollouts;

/// <summary>Whether what runs is of any use: an unhealthy container, or a unit without one, is restarted, a few times.</summary>
internal static class Liveness
{
    /// <summary>Restarts of this kind within <see cref="Window"/>.</summary>
    private const int RestartsAllowed = 5;

    /// <summary>In which they are counted.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(300);

    /// <summary>How long an active unit may be without a running container: docker's client needs a moment.</summary>
    public static readonly TimeSpan ContainerPatience = TimeSpan.FromSeconds(30);

    public static (RolloutMemory Memory, FailureReason? Restart, FailureReason? Trouble) Assess(
        RolloutMemory memory, RolloutRecord record, AssessmentInput input, Readiness readiness)
    {
        if (NotLive(memory, input, readiness) is not { } why || IsAboutToRollBack(record, input))
            return (memory with { RestartRequestedFor = null }, null, null);
        var identity = input.Observed.Container?.Id ?? $"run {memory.Run?.StartedAt}";
        if (memory.RestartRequestedFor == identity)
            return (memory, why, null);
        var recent = memory.Restarts.RemoveAll(at => input.Now - at >= Window);
        if (recent.Length >= RestartsAllowed)
        {
            var rest = $"It was restarted {RestartsAllowed} times in {Window.TotalSeconds:0} s, and is given a rest.";
            return (memory with { Restarts = recent }, null, new(Reasons.RestartedTooOften, Sentences.Join(why.Message, rest)));
        }

        return (memory with { Restarts = recent.Add(input.Now), RestartRequestedFor = identity }, why, null);
    }

    private static bool IsAboutToRollBack(RolloutRecord record, AssessmentInput input) =>
        input.Member.RollsBack && record is { Failed: null, Stable: { } stable } && !input.Is(stable);

    private static FailureReason? NotLive(RolloutMemory memory, AssessmentInput input, Readiness readiness)
    {
        if (input.Unit is not { ActiveState: "active", JobType: "" } unit)
            return null;
        if (readiness.Reason == Reasons.Unhealthy)
            return new(Reasons.Unhealthy, readiness.Message);
        var state = input.Observed.Container?.State ?? "gone";
        return memory.ContainerMissingSince is { } since && input.Now - since >= ContainerPatience
            ? new(Reasons.ContainerMissing,
                $"{unit.Name} is active, and its container has been {state} for {ContainerPatience.TotalSeconds:0} s.")
            : null;
    }
}
