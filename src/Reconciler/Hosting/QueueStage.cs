using OciReconciler.Queueing;

namespace OciReconciler.Hosting;

/// <summary>Fifth stage: which workloads wait for a pass, and how many passes run.</summary>
internal sealed class QueueStage
{
    public QueueStage(CompositionContext context)
    {
        Queue = new WorkQueue(context.Time);
        Workers = new WorkerPool(Queue, context.Options.Concurrency);
        Heartbeat = new Heartbeat(Queue, () => Workers.IsFull, TimeSpan.FromSeconds(context.Options.ResyncSeconds), context.Time);
        Backoff = new RequeueBackoff(context.Time, context.Environment.Jitter);
        context.Instruments.Observe(() => Queue.Depth, () => Queue.OldestAge);
    }

    public WorkQueue Queue { get; }

    public WorkerPool Workers { get; }

    public Heartbeat Heartbeat { get; }

    public RequeueBackoff Backoff { get; }
}
