using OciReconciler.Control;
using OciReconciler.Observing;

namespace OciReconciler.Passes;

/// <summary>How a pass ended. <see cref="RequeuePolicy"/> says what follows.</summary>
internal abstract record ReconcileResult
{
    private ReconcileResult()
    {
    }

    /// <summary>One word for it, for telemetry: one of <see cref="Telemetry.TelemetryNames"/>' results.</summary>
    public string Outcome => Failure is null ? GetType().Name.ToLowerInvariant() : nameof(Failed).ToLowerInvariant();

    /// <summary>What went wrong, or one of the things that did; null: nothing.</summary>
    public FailureReason? Failure => this switch
    {
        Failed failed => failed.Why,
        Settled settled => settled.Failures.Values.FirstOrDefault(),
        _ => null,
    };

    /// <summary>Nothing more can be done now.</summary>
    /// <param name="Decisions">The last decision for each member.</param>
    /// <param name="Failures">Members that failed in this pass, and why.</param>
    /// <param name="Unready">Members whose unit is up without a running container: no event will come when it runs.</param>
    /// <param name="Waited">Members that waited out a delay when the pass began, so that it did nothing for them.</param>
    /// <param name="ObserveAgainAfter">After which time alone another observation may find something else.</param>
    public sealed record Settled(
        ImmutableSortedDictionary<WorkloadKey, Decision> Decisions,
        ImmutableDictionary<WorkloadKey, FailureReason> Failures,
        ImmutableHashSet<WorkloadKey> Unready,
        ImmutableHashSet<WorkloadKey> Waited,
        ImmutableDictionary<WorkloadKey, TimeSpan> ObserveAgainAfter) : ReconcileResult
    {
        /// <summary>Members that are as they should be, and that time alone does not change.</summary>
        public ImmutableArray<SettledWorkload> Unchanging { get; init; } = [];
    }

    /// <summary>What is loaded ties other workloads to this component: the pass must lock them too.</summary>
    public sealed record Grown(ImmutableSortedSet<WorkloadKey> Members) : ReconcileResult;

    /// <summary>systemd is going down: nothing is repaired.</summary>
    public sealed record Stopping : ReconcileResult;

    /// <summary>The host could not be observed.</summary>
    public sealed record Failed(FailureReason Why) : ReconcileResult;
}
