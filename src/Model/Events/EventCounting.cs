namespace OciReconciler.Model.Events;

/// <summary>
/// The same thing again soon is counted, not listed again, as in Kubernetes; but what happens after a workload was replaced or removed
/// repeats nothing of what happened before, so that the list keeps the order of what happened. Names that are made up at random each time
/// make no difference. Pure.
/// </summary>
public static class EventCounting
{
    /// <summary>
    /// <paramref name="happened"/> as it goes into the ring: with the number, first time and count of the event that it repeats, or with
    /// <paramref name="nextSequence"/>.
    /// </summary>
    /// <param name="recent">The newest events of the ring.</param>
    /// <param name="nextSequence">The number that a new event gets.</param>
    /// <param name="window">How long after its last time an event can be repeated.</param>
    public static WorkloadEvent Count(IReadOnlyCollection<WorkloadEvent> recent, WorkloadEvent happened, long nextSequence, TimeSpan window)
    {
        var chapter = recent.Where(BeginsChapter).Select(known => known.Sequence).DefaultIfEmpty().Max();
        var before = recent.LastOrDefault(known =>
            known.Sequence >= chapter && IsSame(known, happened) && happened.LastTime - known.LastTime <= window);
        return before is null
            ? happened with { Sequence = nextSequence }
            : happened with { Sequence = before.Sequence, FirstTime = before.FirstTime, Count = Sum(before.Count, happened.Count) };
    }

    private static int Sum(int one, int other) => (int)Math.Min((long)one + other, int.MaxValue);

    private static bool IsSame(string known, string happened) =>
        known == happened || VolatileText.Normalize(known) == VolatileText.Normalize(happened);

    private static bool BeginsChapter(WorkloadEvent known) =>
        known.Action is nameof(Planning.PlanAction.Replace) or nameof(Planning.PlanAction.Remove);

    private static bool IsSame(WorkloadEvent known, WorkloadEvent happened) =>
        known.Type == happened.Type && known.Reason == happened.Reason && known.Subject == happened.Subject
        && (happened.Series is null
            ? IsSame(known.Message, happened.Message) && known.Action == happened.Action
            : known.Series == happened.Series);
}
