using OciReconciler.Model.Conditions;
using OciReconciler.Model.Text;

namespace OciReconciler.Model.Rollouts;

/// <summary>Whether what runs is of any use: an unhealthy container, or a unit without one, is restarted, a few times.</summary>
internal static class Usefulness
{
    /// <summary>Restarts of this kind within <see cref="Window"/>.</summary>
    private const int RestartsAllowed = 5;

    /// <summary>In which they are counted.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(300);

    /// <summary>How long an active unit may be without a running container: docker's client needs a moment.</summary>
    public static readonly TimeSpan ContainerPatience = TimeSpan.FromSeconds(30);

    public static (WorkloadMemory Memory, Blocker? Restart, Blocker? Trouble) Judge(WorkloadMemory memory, WorkloadRecord record, Sight sight, Readiness readiness)
    {
        if (Useless(memory, sight, readiness) is not { } why || (record.Bad is null && record.Good is not null && !sight.Is(record.Good) && sight.Member.RollsBack))
            return (memory with { RestartAskedFor = null }, null, null);
        var identity = sight.Observed.Container?.Id ?? $"run {memory.Run?.StartedAt}";
        if (memory.RestartAskedFor == identity)
            return (memory, why, null);
        var recent = memory.Restarts.RemoveAll(at => sight.Now - at >= Window);
        if (recent.Length >= RestartsAllowed)
        {
            return (memory with { Restarts = recent }, null, new("RestartedTooOften",
                Sentences.Join(
                    why.Message,
                    $"It was restarted {RestartsAllowed} times in {Window.TotalSeconds:0} s, and is given a rest.")));
        }

        return (memory with { Restarts = recent.Add(sight.Now), RestartAskedFor = identity }, why, null);
    }

    private static Blocker? Useless(WorkloadMemory memory, Sight sight, Readiness readiness)
    {
        if (sight.Unit is not { ActiveState: "active", JobType: "" } unit)
            return null;
        if (readiness.Reason == "Unhealthy")
            return new("Unhealthy", readiness.Message);
        return memory.LackingSince is { } since && sight.Now - since >= ContainerPatience
            ? new("ContainerMissing", $"{unit.Name} is active, and its container has been {sight.Observed.Container?.State ?? "gone"} for {ContainerPatience.TotalSeconds:0} s.")
            : null;
    }
}
