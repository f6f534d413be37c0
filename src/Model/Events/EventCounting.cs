namespace OciReconciler.Model.Events;

/// <summary>The same thing again soon is counted, not listed again, as in Kubernetes. Pure.</summary>
public static class EventCounting
{
    /// <summary>
    /// <paramref name="happened"/> as it goes into the ring: with the number, first time and count of the event that it repeats, or with
    /// <paramref name="nextSequence"/>.
    /// </summary>
    /// <param name="recent">The newest events of the ring.</param>
    /// <param name="happened">What happened now.</param>
    /// <param name="nextSequence">The number that a new event gets.</param>
    /// <param name="window">How long after its last time an event can be repeated.</param>
    public static WorkloadEvent Count(IEnumerable<WorkloadEvent> recent, WorkloadEvent happened, long nextSequence, TimeSpan window)
    {
        var before = recent.LastOrDefault(known => IsSame(known, happened) && happened.LastTime - known.LastTime <= window);
        return before is null
            ? happened with { Sequence = nextSequence }
            : happened with { Sequence = before.Sequence, FirstTime = before.FirstTime, Count = before.Count + happened.Count };
    }

    private static bool IsSame(WorkloadEvent known, WorkloadEvent happened) =>
        known.Type == happened.Type && known.Reason == happened.Reason && known.Subject == happened.Subject
        && (happened.Series is null ? known.Message == happened.Message && known.Action == happened.Action : known.Series == happened.Series);
}
