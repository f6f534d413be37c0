using OciReconciler.Control;
using OciReconciler.Observing;
using OciReconciler.Passes;
using OciReconciler.Preparing;
using OciReconciler.Queueing;
using OciReconciler.Triggers;

namespace OciReconciler.Hosting;

/// <summary>Seventh stage: passes, and what follows from them.</summary>
internal sealed class ControlStage
{
    public ControlStage(
        CompositionContext context,
        StateStage state,
        DesiredStage desired,
        ReportingStage reporting,
        HostStage host,
        QueueStage work,
        ExecutionStage execution)
    {
        var (environment, views, events, time) = (context.Environment, desired.Views, reporting.Events, context.Time);
        var passes = new ReconcilePassFactory(views, execution.Preparer, work.Workers, work.Backoff, state.Paused, state.Requests, time);
        Reconciler = new ComponentReconciler(
            passes, host.Observer, execution.Tracker, new DecisionReporter(state.Applied, events, context.Log<DecisionReporter>()),
            reporting.Status, execution.Executor, state.Markers);
        var locks = new ComponentLocks();
        var requeuer = new Requeuer(
            work.Queue, work.Backoff, [BlockedByEngines, BlockedByDisk, Rejected], environment.Settled, events, context.Log<Requeuer>());
        var runner = new PassRunner(work.Queue, locks, Reconciler, requeuer, work.Heartbeat, context.Instruments, time);
        Controller = new Controller(work.Queue, work.Workers, locks, views, runner, requeuer, time);
        Sweep = new Sweep(
            host.Lister, environment.Settled, new SettledInputs(environment.Digests, environment.Directories),
            () => [.. state.Paused.All(), .. state.Requests.All(), .. state.Markers.All()], reporting.Statuses, views);
        OnDemand = new OnDemandImageRefresh(
            views, host.Units, execution.Preparer, work.Queue, events, new RequeueBackoff(time, context.Environment.Jitter));
    }

    /// <summary>Workloads whose engine does not answer.</summary>
    public BlockedWorkloads BlockedByEngines { get; } = new(Reasons.EngineUnavailable);

    /// <summary>Workloads that wait for room where systemd keeps definitions.</summary>
    public BlockedWorkloads BlockedByDisk { get; } = new(Reasons.DiskFull);

    /// <summary>Workloads whose definition systemd does not take.</summary>
    public BlockedWorkloads Rejected { get; } = new(Reasons.DefinitionRejected);

    public ComponentReconciler Reconciler { get; }

    public Controller Controller { get; }

    public Sweep Sweep { get; }

    public OnDemandImageRefresh OnDemand { get; }
}
