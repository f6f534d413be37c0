namespace OciReconciler.Model.Workloads;

/// <summary>placeholder until merge</summary>
public sealed record OwnershipMark(WorkloadKey Key, string Unit, string DefinitionHash, string InputsHash, string RenderVersion);
