using System.Collections.Concurrent;
using OciReconciler.Observing;
using OciReconciler.Passes;
using OciReconciler.Queueing;
using OciReconciler.Reporting.Events;
using OciReconciler.Telemetry;
using OciReconciler.Triggers;

namespace OciReconciler.Control;

/// <summary>Applies the result of each pass: to the queue, to backoffs and to what is known of blocked workloads. Thread-safe.</summary>
/// <param name="blocked">Workloads by what blocks them.</param>
/// <param name="settled">Gets those that are as they should be.</param>
/// <param name="log">Gets that the system goes down.</param>
internal sealed class Requeuer(
    WorkQueue queue,
    RequeueBackoff backoff,
    IReadOnlyList<BlockedWorkloads> blocked,
    SettledWorkloads settled,
    EventRecorder events,
    ILogger<Requeuer> log)
{
    private readonly ConcurrentDictionary<WorkloadKey, bool> _starting = new();

    /// <summary>Whether some workload was started and is not up yet.</summary>
    public bool AnyStarting => !_starting.IsEmpty;

    /// <summary>A pass begins that will answer what is asked for of its members, and say anew whether they are settled.</summary>
    public void Begin(IReadOnlyCollection<WorkloadKey> members)
    {
        queue.Absorb(members);
        settled.Forget(members);
    }

    /// <summary>Applies the result of the pass that <paramref name="key"/> asked for.</summary>
    public void Apply(WorkloadKey key, ReconcileResult result)
    {
        if (result is ReconcileResult.Stopping)
            log.SystemStopping(key.Name);
        if (result is ReconcileResult.Settled ended)
            Track(ended);
        foreach (var decision in RequeuePolicy.Decide(key, result, member => backoff.Waiting(member)?.Remaining))
            Apply(decision);
    }

    private void Track(ReconcileResult.Settled ended)
    {
        // A pass over the same may have begun and ended since this one.
        settled.Forget(ended.Decisions.Keys);
        foreach (var workload in ended.Unchanging)
            settled.Add(workload);
        foreach (var (member, decision) in ended.Decisions)
        {
            if (RequeuePolicy.IsStarting(member, ended))
                _starting[member] = true;
            else
                _starting.TryRemove(member, out _);
            foreach (var workloads in blocked)
                workloads.Update(member, ended.Failures.GetValueOrDefault(member)?.Reason ?? decision.Reason);
        }
    }

    private void Apply(RequeueDecision decision)
    {
        switch (decision)
        {
            case RequeueDecision.BackOff failed:
                var delay = backoff.Next(failed.Key, failed.Why);
                RecordFailure(failed.Key, failed.Why, delay);
                queue.AddAfter(failed.Key, delay);
                break;
            case RequeueDecision.ResetBackoff reset:
                backoff.Reset(reset.Key);
                break;
            case RequeueDecision.After after:
                queue.AddAfter(after.Key, after.Delay);
                break;
            default:
                throw new InvalidOperationException($"A requeue decision without an effect: {decision}.");
        }
    }

    private void RecordFailure(WorkloadKey key, FailureReason why, TimeSpan delay) => events.Warning(
        key, why.Reason, why.Message,
        $"Trying again {(why.IsTerminal ? "when its manifest changes, and " : "")}in {delay.TotalSeconds:0.#} s.");
}
