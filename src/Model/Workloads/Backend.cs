namespace OciReconciler.Model.Workloads;

/// <summary>The container engine whose command line a unit runs.</summary>
public enum Backend
{
    /// <summary>podman; the default.</summary>
    Podman,

    /// <summary>docker.</summary>
    Docker,
}
