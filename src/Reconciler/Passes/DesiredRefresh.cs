using OciReconciler.Desired;
using OciReconciler.Preparing;

namespace OciReconciler.Passes;

/// <summary>
/// Which desired state a pass works with. An edit that arrives meanwhile is taken up at once, so that it costs no second restart; but
/// while things are down only when it can come up: else what was prepared before comes up, and the edit gets a pass of its own.
/// </summary>
/// <param name="members">The component of the pass.</param>
/// <param name="preparer">Prepares an edit while things are down.</param>
/// <param name="preparations">What was prepared in the pass.</param>
/// <param name="current">The newest desired state.</param>
internal sealed class DesiredRefresh(
    ImmutableSortedSet<WorkloadKey> members,
    WorkloadPreparer preparer,
    Preparations preparations,
    Func<DesiredView> current,
    TimeProvider time)
{
    // No workload stays down for an image that comes slowly.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private static readonly Decision Edited = new(PlanAction.Create, Reasons.SpecChanged, "The manifest changed meanwhile.");
    private DesiredView? _refused;

    /// <summary>The desired state to work with.</summary>
    public DesiredView View { get; private set; } = current();

    /// <summary>Takes up the newest desired state when that is safe: what was prepared for one version says nothing of the next.</summary>
    /// <param name="isDown">Members were taken down and are not up yet.</param>
    public async Task RefreshAsync(bool isDown, CancellationToken cancellationToken)
    {
        var newest = current();
        if (ReferenceEquals(newest, View) || ReferenceEquals(newest, _refused))
            return;
        WorkloadKey[] edited = [.. members.Where(key => RevisionOf(View, key) != RevisionOf(newest, key))];
        if (!isDown || edited.Length == 0)
        {
            await preparations.DropAsync(edited);
            View = newest;
        }
        else if (await TryPrepareAsync(edited, newest, cancellationToken) is { } results)
        {
            preparations.Add(results);
            View = newest;
        }
        else
        {
            _refused = newest;
        }
    }

    // Null: the edit needs other members than the pass has locked, or not all of it is ready at once.
    private async Task<IEnumerable<KeyValuePair<WorkloadKey, Preparation>>?> TryPrepareAsync(
        WorkloadKey[] edited, DesiredView newest, CancellationToken cancellationToken)
    {
        if (!newest.ComponentOf(members).IsSubsetOf(members))
            return null;
        WorkloadKey[] keys = [.. edited.Where(newest.Members.ContainsKey)];
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            var results = await Task.WhenAll(keys.Select(key => preparer.PrepareAsync(key, newest, Edited, seen: null, either.Token)));
            return results.Any(result => result.Failure is not null) ? null : keys.Zip(results, KeyValuePair.Create);
        }
        catch (Exception) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // However an engine's client ends a call that is cancelled.
            return null;
        }
    }

    private static (long Generation, bool IsRolledBack)? RevisionOf(DesiredView view, WorkloadKey key) =>
        view.State.Workloads.GetValueOrDefault(key) is { } workload ? (workload.Generation, workload.Rollback is not null) : null;
}
