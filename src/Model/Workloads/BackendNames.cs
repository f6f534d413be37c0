namespace OciReconciler.Model.Workloads;

/// <summary>Names of backends, as manifests, unit names and programs spell them.</summary>
public static class BackendNames
{
    /// <summary>"podman" or "docker": the manifest's word, the unit's prefix and the program's name.</summary>
    public static string Of(Backend backend) => backend == Backend.Docker ? "docker" : "podman";
}
