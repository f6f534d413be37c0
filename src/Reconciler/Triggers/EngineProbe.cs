using OciReconciler.Desired;
using OciReconciler.Engine;
using OciReconciler.Threading;

namespace OciReconciler.Triggers;

/// <summary>
/// Asks engines that workloads wait for whether they answer again, so that nobody waits out a backoff that has grown while an engine was
/// away. A hung engine that goes on cuts no connection, so that no event comes. Engines that nobody waits for are not asked, and while
/// nobody waits for any of them no timer runs.
/// </summary>
internal sealed class EngineProbe(EngineRegistry engines, DesiredViews views, BlockedWorkloads blocked, TimeProvider time)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(2);

    /// <summary>Runs until cancelled.</summary>
    /// <param name="tryAtOnce">Gets the keys that wait for an engine when it answers again.</param>
    public Task RunAsync(Action<WorkloadKey> tryAtOnce, CancellationToken cancellationToken)
    {
        // An engine that hangs is silent for as long as a call may take: the others are not asked later for it.
        IEnumerable<Func<IEnumerable<IContainerEngine>>> groups =
            [() => [engines.Of(Backend.Podman)], () => [engines.Of(Backend.Docker)], () => engines.OfUsers];
        var loops = groups.Select(group => (Func<CancellationToken, Task>)(token => FollowAsync(group, tryAtOnce, token)));
        return TaskGroup.RunAsync(loops, cancellationToken);
    }

    private async Task FollowAsync(
        Func<IEnumerable<IContainerEngine>> group, Action<WorkloadKey> tryAtOnce, CancellationToken cancellationToken)
    {
        var silent = new HashSet<IContainerEngine>();
        var begun = new AsyncAutoResetEvent();
        blocked.Blocked += (_, _) => begun.Set();
        await TaskGroup.EveryWhileNeededAsync(Period, begun, time, ProbeAsync, cancellationToken);

        async Task<bool> ProbeAsync(CancellationToken token)
        {
            foreach (var engine in group())
            {
                if (!WaitingFor(engine).Any())
                    silent.Remove(engine);
                else if (!await AnswersAsync(engine, token))
                    silent.Add(engine);
                else if (silent.Remove(engine))
                    WaitingFor(engine).ToList().ForEach(tryAtOnce);
            }

            return !blocked.IsEmpty;
        }
    }

    private IEnumerable<WorkloadKey> WaitingFor(IContainerEngine engine) => blocked.Keys.Where(key => MayUse(key, engine));

    // A workload that no manifest declares any more may wait for any engine.
    private bool MayUse(WorkloadKey key, IContainerEngine engine)
    {
        try
        {
            return !views.Current.State.Workloads.TryGetValue(key, out var workload) || engines.Of(workload.Spec) == engine;
        }
        catch (EngineUnavailableException)
        {
            return false;
        }
    }

    private static async Task<bool> AnswersAsync(IContainerEngine engine, CancellationToken cancellationToken)
    {
        try
        {
            await engine.PingAsync(cancellationToken);
            return true;
        }
        catch (Exception failure) when (failure is EngineException or EngineUnavailableException)
        {
            return false;
        }
    }
}
