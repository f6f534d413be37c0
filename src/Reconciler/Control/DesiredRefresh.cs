using System.Collections.Immutable;
using OciReconciler.Desired;
using OciReconciler.Model.Conditions;
using OciReconciler.Model.Planning;
using OciReconciler.Model.Workloads;

namespace OciReconciler.Control;

/// <summary>
/// Which desired state a pass works with. An edit that arrives meanwhile is adopted at once, so that it costs no second restart; but
/// while things are down only when it can come up: else what was prepared before comes up, and the edit gets a pass of its own.
/// </summary>
internal sealed class DesiredRefresh(ImmutableSortedSet<WorkloadKey> members, WorkloadPreparer preparer, Preparations preparations, TimeProvider time, DesiredView view)
{
    // Nobody stays down for an image that comes slowly.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private static readonly Decision Edited = new(PlanAction.Create, Reasons.SpecChanged, "The manifest changed meanwhile.");
    private DesiredView? _refused;

    /// <summary>The desired state to work with.</summary>
    public DesiredView View { get; private set; } = view;

    /// <summary>Adopts <paramref name="newest"/> when that is safe: what was prepared for one version says nothing of the next.</summary>
    public async Task AdoptAsync(DesiredView newest, bool isDown, CancellationToken cancellationToken)
    {
        if (ReferenceEquals(newest, View) || ReferenceEquals(newest, _refused))
            return;
        WorkloadKey[] edited = [.. members.Where(key => GenerationOf(View, key) != GenerationOf(newest, key))];
        if (isDown && edited.Length > 0)
        {
            if (!newest.ComponentOf(members).IsSubsetOf(members) || await PrepareAsync([.. edited.Where(newest.Members.ContainsKey)], newest, cancellationToken) is not { } results)
            {
                _refused = newest;
                return;
            }

            preparations.Add(results);
        }
        else
        {
            await preparations.DropAsync(edited);
        }

        View = newest;
    }

    // Null: not all of it is ready at once.
    private async Task<IEnumerable<KeyValuePair<WorkloadKey, Preparation>>?> PrepareAsync(WorkloadKey[] keys, DesiredView newest, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            var results = await Task.WhenAll(keys.Select(key => preparer.PrepareAsync(key, newest, Edited, either.Token)));
            return results.Any(result => result.Failure is not null) ? null : keys.Zip(results, KeyValuePair.Create);
        }
        catch (Exception) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // However an engine's client ends a call that is cancelled.
            return null;
        }
    }

    private static (long Generation, bool IsRolledBack)? GenerationOf(DesiredView view, WorkloadKey key) =>
        view.State.Workloads.GetValueOrDefault(key) is { } workload ? (workload.Generation, workload.Rollback is not null) : null;
}
