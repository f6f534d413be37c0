namespace OciReconciler.Model.Workloads;

/// <summary>Says whether a unit or container is ours, and at which hashes: names of holders, marks in descriptions, labels.</summary>
public static class Ownership
{
    /// <summary>Labels under this prefix are ours: manifests may not set them.</summary>
    public const string LabelPrefix = "oci-reconciler.";

    /// <summary>Label of our containers; its value is the workload's name.</summary>
    public const string WorkloadLabel = "oci-reconciler.workload";

    /// <summary>All holders match this pattern of ListUnitsByPatterns.</summary>
    public const string HolderPattern = "oci-*.slice";
}
