namespace OciReconciler.Engine;

/// <summary>
/// What an engine's event stream reports. A hint what to observe, never the truth: both engines drop events without a word.
/// </summary>
internal abstract record EngineEvent
{
    /// <summary>The stream is open. A full listing made from now on misses nothing that the stream does not report.</summary>
    public sealed record Opened : EngineEvent;

    /// <summary>Something happened to a container of a workload.</summary>
    /// <param name="Workload">The workload that our label names.</param>
    /// <param name="Action">The engine's word, for traces: start, die, destroy, remove, ...</param>
    public sealed record Container(WorkloadKey Workload, string Action) : EngineEvent;
}
