namespace OciReconciler.Desired;

/// <summary>What may be removed though nothing desires it.</summary>
/// <param name="AllListed">
/// Every source has delivered a full listing, and none is missing, unreadable, on another file system, or not looked at since the start.
/// </param>
/// <param name="AnyBroken">Some file of some source cannot be read or parsed: it may declare anything.</param>
/// <param name="Declared">Named by a file, rightly or wrongly.</param>
/// <param name="Released">Known to come from a source that can be trusted now, and declared by nothing any more.</param>
/// <param name="InGrace">Not removed yet, since too much vanished at once.</param>
internal sealed record PrunePermission(
    bool AllListed,
    bool AnyBroken,
    ImmutableHashSet<WorkloadKey> Declared,
    ImmutableHashSet<WorkloadKey> Released,
    ImmutableSortedSet<WorkloadKey> InGrace)
{
    /// <summary>Nothing may be removed.</summary>
    public static PrunePermission None { get; } = new(AllListed: false, AnyBroken: false, [], [], []);

    /// <summary>By what the sources say.</summary>
    /// <param name="undeclared">Workloads with a last valid revision that are not desired.</param>
    /// <param name="grace">Removals that are delayed, or null.</param>
    public static PrunePermission Of(
        SourceSet sources, Declarations declarations, IEnumerable<WorkloadKey> undeclared, RemovalGrace? grace) => new(
        sources is { AllSynced: true, AllReady: true },
        declarations.AnyBroken,
        declarations.Named,
        [.. undeclared],
        grace is null ? [] : [.. grace.Workloads.Keys]);

    /// <summary>True when this workload may be removed, if it is ours and not desired.</summary>
    public bool Allows(WorkloadKey key) =>
        AllListed && !Declared.Contains(key) && !InGrace.Contains(key) && (!AnyBroken || Released.Contains(key));

    /// <summary>
    /// What this allows and <paramref name="before"/> did not. Empty: nothing more; null: that may be anything of ours that nothing is
    /// known of.
    /// </summary>
    public ImmutableArray<WorkloadKey>? WidenedFrom(PrunePermission before)
    {
        if (!AllListed)
            return [];
        if (!before.AllListed || (before.AnyBroken && !AnyBroken))
            return null;
        var fewer = ReferenceEquals(before.Declared, Declared) ? [] : before.Declared.Where(key => !Declared.Contains(key));
        var wider = fewer
            .Concat(before.InGrace.Where(key => !InGrace.Contains(key)))
            .Concat(Released.Where(key => !before.Released.Contains(key)));
        return [.. wider.Distinct().Where(Allows).Order()];
    }
}
