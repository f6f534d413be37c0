using OciReconciler.Executing;
using OciReconciler.Passes;
using OciReconciler.Queueing;
using OciReconciler.Telemetry;
using OciReconciler.Threading;

namespace OciReconciler.Control;

/// <summary>Runs passes, no two at once that share a member, and has their results applied.</summary>
internal sealed class PassRunner(
    WorkQueue queue,
    ComponentLocks locks,
    ComponentReconciler reconciler,
    Requeuer requeuer,
    Heartbeat heartbeat,
    Instruments instruments,
    TimeProvider time)
{
    /// <summary>Runs a pass over the members, and over more of them when it has grown; or parks the key until another pass ends.</summary>
    /// <param name="key">What asks for the pass.</param>
    public async Task RunAsync(WorkloadKey key, ImmutableSortedSet<WorkloadKey> members, CancellationToken cancellationToken)
    {
        var changed = new AsyncAutoResetEvent();
        while (locks.TryTake(key, members, changed))
        {
            var result = await RunLockedAsync(members, changed, cancellationToken);
            if (result is not ReconcileResult.Grown grown)
            {
                requeuer.Apply(key, result);
                return;
            }

            members = grown.Members;
        }
    }

    private async Task<ReconcileResult> RunLockedAsync(
        ImmutableSortedSet<WorkloadKey> members, AsyncAutoResetEvent changed, CancellationToken cancellationToken)
    {
        ReconcileResult result;
        requeuer.Begin(members);
        var began = time.GetTimestamp();
        var span = instruments.BeginPass(members.Select(member => member.Name));
        try
        {
            using var beating = heartbeat.Pass();
            result = await reconciler.RunAsync(members, changed, cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            result = new ReconcileResult.Failed(FailureClassifier.Classify(failure));
        }
        finally
        {
            queue.AddRange(locks.Release(members));
        }

        instruments.EndPass(span, result.Outcome, result.Failure, time.GetElapsedTime(began));
        return result;
    }
}
