using OciReconciler.Desired;
using OciReconciler.Preparing;
using OciReconciler.Queueing;
using OciReconciler.State;
using OciReconciler.Threading;

namespace OciReconciler.Passes;

/// <summary>Begins passes, each with what is desired and asked for at that moment.</summary>
internal sealed class ReconcilePassFactory(
    DesiredViews views,
    WorkloadPreparer preparer,
    WorkerPool workers,
    RequeueBackoff backoff,
    PauseFiles paused,
    RestartRequests requests,
    TimeProvider time)
{
    /// <summary>Begins a pass. The caller disposes it.</summary>
    /// <param name="members">The component, locked by the caller.</param>
    /// <param name="readsDetails">Properties that only a change needs are read from the first round on.</param>
    /// <param name="changed">Set when something happened to a member.</param>
    /// <param name="cancellationToken">Ends what the pass prepares.</param>
    public ReconcilePass Begin(
        ImmutableSortedSet<WorkloadKey> members, bool readsDetails, AsyncAutoResetEvent changed, CancellationToken cancellationToken)
    {
        var preparations = new Preparations(Waiting(members), preparer, workers, changed, time, cancellationToken);
        var refresh = new DesiredRefresh(members, preparer, preparations, () => views.Current, time);
        var operators = new OperatorRequests(members, paused, requests);
        return new ReconcilePass(members, refresh, operators, preparations) { ReadsDetails = readsDetails };
    }

    /// <summary>Other versions of these are desired from now on: nothing that was prepared or failed before counts for them.</summary>
    public async Task DropAsync(ReconcilePass pass, IReadOnlyCollection<WorkloadKey> keys)
    {
        await pass.Preparations.DropAsync(keys);
        foreach (var key in keys)
            backoff.Reset(key);
    }

    private ImmutableDictionary<WorkloadKey, Preparation> Waiting(ImmutableSortedSet<WorkloadKey> members) => members
        .Select(key => (Key: key, Wait: backoff.Waiting(key)))
        .Where(member => member.Wait is not null)
        .ToImmutableDictionary(member => member.Key, member => new Preparation(null, member.Wait!.Value.Why));
}
