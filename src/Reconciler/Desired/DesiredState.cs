using OciReconciler.State;

namespace OciReconciler.Desired;

/// <summary>All that is wanted, at one moment. Immutable.</summary>
internal sealed record DesiredState
{
    /// <summary>Before any source was heard.</summary>
    public static DesiredState Empty { get; } = new();

    /// <summary>What is wanted, last valid revisions in the place of manifests with errors included.</summary>
    public ImmutableSortedDictionary<WorkloadKey, DesiredWorkload> Workloads { get; init; } =
        ImmutableSortedDictionary<WorkloadKey, DesiredWorkload>.Empty;

    /// <summary>Last valid revisions of what no manifest declares and is not removed yet: for reports; they are not wanted.</summary>
    public ImmutableSortedDictionary<WorkloadKey, DesiredWorkload> Undeclared { get; init; } =
        ImmutableSortedDictionary<WorkloadKey, DesiredWorkload>.Empty;

    /// <summary>Ours on the host by the last listing, though no revision of them is known.</summary>
    public ImmutableHashSet<WorkloadKey> Orphans { get; init; } = [];

    /// <summary>Every source has delivered a full listing since the start.</summary>
    public bool AllSourcesSynced { get; init; }

    /// <summary>Every source has said something since the start, be it that its directory is missing.</summary>
    public bool AllSourcesReported { get; init; }

    /// <summary>What may be removed.</summary>
    public PrunePermission Prune { get; init; } = PrunePermission.None;

    /// <summary>Removals that are delayed, or null.</summary>
    public RemovalGrace? RemovalGrace { get; init; }

    /// <summary>The content of sources.json.</summary>
    public SourcesReport Report { get; init; } = new();

    /// <summary>
    /// Workloads that came from a source and are to be removed: also those that stay because of another source, which may declare them.
    /// </summary>
    /// <param name="declares">Whether the source has a workload in it now.</param>
    public IEnumerable<DesiredWorkload> Leaving(string source, Func<LastValidRevision, bool> declares) => Undeclared.Values
        .Concat(Workloads.Values.Where(workload => workload.Grace is not null || !declares(workload.LastValid)))
        .Where(workload => workload.Source == source);

    /// <summary>Whether a workload is wanted, was, or is ours on the host: whether a pass over it can find anything to do.</summary>
    public bool Knows(WorkloadKey key) => Workloads.ContainsKey(key) || Undeclared.ContainsKey(key) || Orphans.Contains(key);

    /// <summary>True when a live workload of ours may be removed: nothing desires it, and nothing unread could.</summary>
    public bool MayPrune(WorkloadKey key) => !Workloads.ContainsKey(key) && Prune.Allows(key);
}
