using System.Collections.Immutable;

namespace OciReconciler.Model.Events;

/// <summary>What a ring holds.</summary>
/// <param name="Events">By last time, oldest first.</param>
/// <param name="Lines">Complete lines that were read for it.</param>
/// <param name="IsDamaged">Something in it could not be read: a writer was killed, or the disk was full.</param>
public sealed record EventLog(ImmutableArray<WorkloadEvent> Events, int Lines, bool IsDamaged);
