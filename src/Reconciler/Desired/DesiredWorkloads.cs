using OciReconciler.Model.Manifests.Json;
using OciReconciler.State;

namespace OciReconciler.Desired;

/// <summary>
/// Makes desired workloads from last valid revisions: the same object as before where nothing of it is another. Not thread-safe: used under
/// the desired store's lock.
/// </summary>
internal sealed class DesiredWorkloads(LastValidRevisions lastValid)
{
    private readonly Generations _generations = new();

    /// <summary>One of them.</summary>
    /// <param name="before">The same workload in the state before, or null.</param>
    public DesiredWorkload Of(LastValidRevision revision, DesiredWorkload? before) => Of(revision, before, []);

    /// <summary>What a resolution accepts and keeps.</summary>
    public List<DesiredWorkload> Declared(Resolution resolution, DesiredState before)
    {
        var declared = new List<DesiredWorkload>(resolution.Accepted.Count + resolution.Kept.Count);
        foreach (var key in resolution.Accepted.Keys)
            Add(lastValid.Revisions[key], []);
        foreach (var (revision, problems) in resolution.Kept.Values)
            Add(revision, problems);
        return declared;

        void Add(LastValidRevision revision, ImmutableArray<ManifestError> problems) => declared.Add(Of(
            revision,
            before.Workloads.GetValueOrDefault(revision.Key),
            problems,
            unusedFile: resolution.Unused.GetValueOrDefault(revision.Key)));
    }

    /// <summary>These and what is not removed yet, since too much vanished at once.</summary>
    public ImmutableSortedDictionary<WorkloadKey, DesiredWorkload> WithGrace(
        IReadOnlyList<DesiredWorkload> declared, RemovalGrace? grace, DesiredState before)
    {
        if (grace is null)
            return WorkloadPatch.Of(before.Workloads, declared);
        var delayed = grace.Workloads.Keys.Where(lastValid.Revisions.ContainsKey)
            .Select(key => Of(lastValid.Revisions[key], before.Workloads.GetValueOrDefault(key), [], grace.For(key)));
        return WorkloadPatch.Of(before.Workloads, [.. declared, .. delayed]);
    }

    /// <summary>What has a last valid revision and is not desired.</summary>
    /// <param name="workloads">What is.</param>
    public ImmutableSortedDictionary<WorkloadKey, DesiredWorkload> Undeclared(
        ImmutableSortedDictionary<WorkloadKey, DesiredWorkload> workloads, DesiredState before)
    {
        // What is desired has a last valid revision: when there are as many of these, none is left.
        if (lastValid.Revisions.Count == workloads.Count)
            return ImmutableSortedDictionary<WorkloadKey, DesiredWorkload>.Empty;
        var left = lastValid.Revisions.Values.Where(revision => !workloads.ContainsKey(revision.Key))
            .Select(revision => Of(revision, before.Undeclared.GetValueOrDefault(revision.Key)));
        return WorkloadPatch.Of(before.Undeclared, [.. left]);
    }

    /// <summary>A workload is gone.</summary>
    public void Forget(WorkloadKey key) => _generations.Forget(key);

    private DesiredWorkload Of(
        LastValidRevision revision, DesiredWorkload? before, ImmutableArray<ManifestError> problems, FailureReason? grace = null,
        string? unusedFile = null)
    {
        var generation = _generations.Of(revision.Key, revision.Revision.Document);
        var now = new DesiredWorkload(revision, problems, generation) { Grace = grace, UnusedFile = unusedFile };
        return before is not null && ReferenceEquals(before.LastValid, revision) && before.Matches(now) ? before : now;
    }
}
