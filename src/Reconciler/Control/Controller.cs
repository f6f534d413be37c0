using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using OciReconciler.Desired;
using OciReconciler.Executing;
using OciReconciler.Model.Conditions;
using OciReconciler.Model.Planning;
using OciReconciler.Model.Workloads;
using OciReconciler.Reporting.Events;
using OciReconciler.Telemetry;
using OciReconciler.Threading;
using OciReconciler.Triggers;

namespace OciReconciler.Control;

/// <summary>Passes over the components of keys that are taken; and the one switch from a pass's result to queue calls.</summary>
internal sealed class Controller(
    WorkQueue queue, WorkerPool workers, ComponentLocks locks, ComponentReconciler pass, DesiredViews views, Backoffs backoffs, BlockedWorkloads[] blocked, Heartbeat heartbeat, EventRecorder events, Instruments instruments, TimeProvider time, ILogger<Controller> log) : IDisposable
{
    private static readonly TimeSpan UnreadyCheck = TimeSpan.FromSeconds(1);

    // For an engine that was away for too short a time for anybody to notice its return.
    private static readonly TimeSpan EngineCheck = TimeSpan.FromSeconds(30);

    // As long as run --once waits for a start job.
    private static readonly TimeSpan OncePatience = TimeSpan.FromSeconds(120);

    // What was begun and comes up by itself: a container that its client is starting, a start that waits for what it needs.
    private readonly ConcurrentDictionary<WorkloadKey, bool> _starting = new();

    /// <summary>Works on what is queued until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => workers.RunAsync(WorkAsync, cancellationToken);

    /// <summary>Runs one pass over the component of each key, and over what those passes parked.</summary>
    public async Task RunOnceAsync(IReadOnlyCollection<WorkloadKey> keys, CancellationToken cancellationToken)
    {
        var components = keys.Select(key => views.Current.ComponentOf([key])).DistinctBy(component => component[0]);
        await Task.WhenAll(components.Select(component => RunPassAsync(component[0], component, cancellationToken)));
        using var patience = new CancellationTokenSource(OncePatience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            while (!queue.IsEmpty || !_starting.IsEmpty)
            {
                await WorkAsync(await queue.TakeAsync(either.Token), cancellationToken);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // What is not up by now is reported as it is.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => queue.Dispose();

    private Task WorkAsync(WorkloadKey key, CancellationToken cancellationToken) =>
        RunPassAsync(key, views.Current.ComponentOf([key, .. locks.RefusedBefore(key)]), cancellationToken);

    private async Task RunPassAsync(WorkloadKey key, ImmutableSortedSet<WorkloadKey> members, CancellationToken cancellationToken)
    {
        var changed = new AsyncAutoResetEvent();
        while (locks.TryTake(key, members, changed))
        {
            ReconcileResult result;
            queue.Absorb(members);
            var began = time.GetTimestamp();
            var span = instruments.BeginPass(members.Select(member => member.Name));
            try
            {
                using var beating = heartbeat.Pass();
                result = await pass.RunAsync(members, changed, cancellationToken);
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
            if (result is not ReconcileResult.Grown grown)
            {
                Requeue(key, result);
                return;
            }

            members = grown.Members;
        }
    }

    private void Requeue(WorkloadKey key, ReconcileResult result)
    {
        switch (result)
        {
            case ReconcileResult.Settled settled:
                foreach (var (member, decision) in settled.Decisions)
                {
                    TrackStarting(
                        member,
                        settled.Unready.Contains(member)
                            || decision.AwaitsJob
                            || decision is { Action: PlanAction.Waiting, Reason: Reasons.DependencyNotReady });
                    Requeue(member, decision, settled.Failures.GetValueOrDefault(member), settled.Waited.Contains(member));
                }

                foreach (var unready in settled.Unready)
                    queue.AddAfter(unready, UnreadyCheck);
                foreach (var (member, time) in settled.NextLooks)
                    queue.AddAfter(member, time);
                break;
            case ReconcileResult.Stopping:
                log.SystemStopping(key.Name);
                break;
            case ReconcileResult.Failed failed:
                var delay = backoffs.Failed(key, failed.Why);
                RecordFailure(key, failed.Why, delay);
                queue.AddAfter(key, delay);
                break;
            default:
                throw new InvalidOperationException($"A pass result without a queue call: {result}.");
        }
    }

    private void TrackStarting(WorkloadKey key, bool isOnItsWay)
    {
        if (isOnItsWay)
            _starting[key] = true;
        else
            _starting.TryRemove(key, out _);
    }

    private void RecordFailure(WorkloadKey key, FailureReason why, TimeSpan delay) =>
        events.Warning(key, why.Reason, why.Message, $"Trying again {(why.IsTerminal ? "when its manifest changes, and " : "")}in {delay.TotalSeconds:0.#} s.");

    private void Requeue(WorkloadKey key, Decision decision, FailureReason? failure, bool waited)
    {
        foreach (var reason in blocked)
            reason.Update(key, failure?.Reason ?? decision.Reason);
        if (failure is not null)
        {
            var delay = backoffs.Failed(key, failure);
            RecordFailure(key, failure, delay);
            queue.AddAfter(key, delay);
        }
        else if (decision.Action is PlanAction.None or PlanAction.Forget)
        {
            backoffs.Forget(key);
        }
        else if (backoffs.RetryAfter(key, waited) is { } remaining)
        {
            queue.AddAfter(key, remaining);
        }
        else if (decision.Reason == Reasons.EngineUnavailable)
        {
            queue.AddAfter(key, EngineCheck);
        }
    }
}
