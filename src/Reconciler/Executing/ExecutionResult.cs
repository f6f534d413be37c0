namespace OciReconciler.Executing;

/// <summary>What executing one phase gave.</summary>
/// <param name="Failures">Why a workload failed, by key.</param>
/// <param name="Left">
/// Steps that were not reached, since somebody paused a workload or asked systemd for something meanwhile: those are planned anew.
/// </param>
internal sealed record ExecutionResult(IReadOnlyDictionary<WorkloadKey, FailureReason> Failures, ImmutableArray<PlanStep> Left);
