namespace OciReconciler.Model.Events;

/// <summary>What is in a ring.</summary>
/// <param name="Events">By last time, oldest first.</param>
/// <param name="Lines">Complete lines that were read for it.</param>
/// <param name="IsTorn">The last line has no end: a writer was killed, or the disk was full.</param>
/// <param name="IsDamaged">A line that has an end is no event: nothing that we wrote.</param>
public sealed record EventLog(ImmutableArray<WorkloadEvent> Events, int Lines, bool IsTorn, bool IsDamaged)
{
    /// <summary>Nothing has happened.</summary>
    public static EventLog Empty { get; } = new([], 0, IsTorn: false, IsDamaged: false);
}
