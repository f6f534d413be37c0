using System.Collections.Immutable;
using OciReconciler.Desired;
using OciReconciler.Model.Planning;
using OciReconciler.Model.Workloads;

namespace OciReconciler.Control;

/// <summary>
/// Which desired state a pass works with. An edit that arrives meanwhile is adopted at once, so that it costs no second restart; but
/// while things are down only when it can come up: else what was prepared before comes up, and the edit gets a pass of its own.
/// </summary>
internal sealed class Adoption(ImmutableSortedSet<WorkloadKey> members, WorkloadPreparer preparer, DesiredView view)
{
    private static readonly Decision Edited = new(PlanAction.Create, "SpecChanged", "The manifest changed meanwhile.");
    private DesiredView? _refused;

    /// <summary>The desired state to work with.</summary>
    public DesiredView View { get; private set; } = view;

    /// <summary>Adopts <paramref name="newest"/> when that is safe.</summary>
    /// <returns>What is prepared for <see cref="View"/>: what was prepared for one version says nothing of the next.</returns>
    public async Task<ImmutableDictionary<WorkloadKey, Preparation>> AdoptAsync(
        DesiredView newest, ImmutableDictionary<WorkloadKey, Preparation> prepared, bool isDown, CancellationToken cancellationToken)
    {
        if (ReferenceEquals(newest, View) || ReferenceEquals(newest, _refused))
            return prepared;
        WorkloadKey[] edited = [.. members.Where(key => GenerationOf(View, key) != GenerationOf(newest, key))];
        if (isDown && edited.Length > 0)
        {
            var results = await preparer.PrepareAsync(edited.Where(newest.Members.ContainsKey).Select(key => (key, Edited)), newest, cancellationToken);
            if (results.Any(result => result.Value.Failure is not null) || !newest.ComponentOf(members).IsSubsetOf(members))
            {
                _refused = newest;
                return prepared;
            }

            prepared = prepared.SetItems(results);
        }
        else
        {
            prepared = prepared.RemoveRange(edited);
        }

        View = newest;
        return prepared;
    }

    private static (long Generation, bool IsRolledBack)? GenerationOf(DesiredView view, WorkloadKey key) =>
        view.State.Workloads.GetValueOrDefault(key) is { } workload ? (workload.Generation, workload.RolledBack is not null) : null;
}
