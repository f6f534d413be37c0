namespace OciReconciler.Model.Manifests;

/// <summary>A workload that its node selector gives to other hosts.</summary>
/// <param name="Line">Line of its name, from 1.</param>
public sealed record WorkloadElsewhere(WorkloadKey Key, int Line);
