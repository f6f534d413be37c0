namespace OciReconciler.Control;

/// <summary>What follows for one workload from a pass.</summary>
internal abstract record RequeueDecision(WorkloadKey Key)
{
    /// <summary>A pass after a delay, unless one is asked for earlier.</summary>
    public sealed record After(WorkloadKey Key, TimeSpan Delay) : RequeueDecision(Key);

    /// <summary>It failed: a pass after its backoff, which grows.</summary>
    public sealed record BackOff(WorkloadKey Key, FailureReason Why) : RequeueDecision(Key);

    /// <summary>It is as declared: its backoff begins anew.</summary>
    public sealed record ResetBackoff(WorkloadKey Key) : RequeueDecision(Key);
}
